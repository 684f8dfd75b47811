"""The header as a later release may have it, and as none may: on standard output.

append: each struct that says its own size gets a member at its end, and vreward_item one, too.
insert: the same members, but behind the first one.

Usage: grow.py append|insert HEADER
"""

import re
import sys


def grown(struct: "re.Match[str]") -> str:
    opening, members, closing = struct.groups()
    if "uint64_t struct_size;" in members:
        member = "    int64_t grown;\n"
    elif "vreward_item;" in closing:
        member = "    double grown;\n"
    else:
        return struct.group()  # frozen
    first = members.index("\n") + 1
    return opening + (members[:first] + member + members[first:] if how == "insert" else members + member) + closing


how, path = sys.argv[1:]
text = re.sub(r"(^typedef struct \w+ \{[^\n]*\n)(.*?)(^\} \w+;)", grown, open(path).read(), flags=re.S | re.M)
assert text.count(" grown;") == text.count("uint64_t struct_size;") + 1
print(text, end="")
