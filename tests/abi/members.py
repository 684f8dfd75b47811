"""Every struct of the baseline has its members in the library: the same names at the same places, of the same types.

abidiff lets any change of a struct pass that has a member more at its end, too. Ids of types are hashes of their names.

Usage: members.py BASELINE LIBRARY, both written by describe.sh; prints the structs that differ
"""

import sys
import xml.etree.ElementTree as ElementTree
from typing import Dict, List, Tuple


def structs(path: str) -> Dict[str, List[Tuple[str, str, str]]]:
    """Name, place and type of each member."""
    found = {}
    for struct in ElementTree.parse(path).iter("class-decl"):
        members = [(member[0].get("name"), member.get("layout-offset-in-bits"), member[0].get("type-id"))
                   for member in struct.iter("data-member")]  # fmt: skip
        if members:
            found[struct.get("name")] = members
    return found


then, now = map(structs, sys.argv[1:])
assert "vreward_batch" in then
differing = [name for name, members in then.items() if now.get(name, [])[: len(members)] != members]
for name in differing:
    print(f"struct {name} has other members than it had, or in other places")
sys.exit(1 if differing else 0)
