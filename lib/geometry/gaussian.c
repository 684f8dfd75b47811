#include "geometry/gaussian.h"

#include <math.h>

/* Beyond it the curve is below 1e-300. */
static const double FAR = 690.0;

/* The natural logarithm of 2 in two parts: the first has so few digits that whole multiples of it are exact. */
static const double LOG2_HIGH = 0x1.62e42feep-1, LOG2_LOW = 0x1.a39ef35793c76p-33;

/* exp(-t) as 2^-k * exp(r), r within half of log 2, by its series. libm's exp differs between machines. */
double gaussian(double x, double y)
{
    static const int TERMS = 15;
    const double t = (x * x + y * y) / 2;
    if (!(t < FAR))
        return 0.0;
    const int k = (int)(t / 0.6931471805599453 + 0.5);
    const double r = (k * LOG2_HIGH - t) + k * LOG2_LOW;
    double sum = 1.0;
    for (int n = TERMS; n > 0; n--)
        sum = 1.0 + r / n * sum;
    return ldexp(sum, -k);
}
