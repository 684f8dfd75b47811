/* The version of the header that the library is built from. */
#include "vreward.h"

#define TEXT_OF(number) #number
#define VERSION_TEXT(major, minor, patch) TEXT_OF(major) "." TEXT_OF(minor) "." TEXT_OF(patch)

int32_t vreward_version(void)
{
    return VREWARD_VERSION;
}

const char *vreward_version_string(void)
{
    return VERSION_TEXT(VREWARD_VERSION_MAJOR, VREWARD_VERSION_MINOR, VREWARD_VERSION_PATCH);
}
