#!/bin/sh
# Cuts Inter down to the characters Linecheck can need in its own words: Latin, Greek, Cyrillic, punctuation, arrows.
# Anything else (a Japanese Wi-Fi name) comes from the system's fonts. Metrics stay Inter's own: the window sets its
# line pitch itself.
#
# usage: fonts.sh DIR     DIR holds Inter-Regular.otf and Inter-SemiBold.otf (Debian: fonts-inter); needs fonttools
set -eu
from=$1
to=$(dirname "$0")/../fonts
for weight in Regular SemiBold; do
	pyftsubset "$from/Inter-$weight.otf" --output-file="$to/Inter-$weight.otf" --no-hinting \
		--unicodes=U+0020-007E,U+00A0-024F,U+02BB-02DD,U+0300-0304,U+0306-0308,U+030A-030C,U+0323,U+0326-0328,U+0370-03FF,U+0400-04FF,U+1E00-1EFF,U+2000-206F,U+2070-209F,U+20A0-20BF,U+2100-214F,U+2190-2199,U+2212,U+2215,U+221E,U+2248,U+2260,U+2264,U+2265,U+FFFD \
		--layout-features=kern,mark,mkmk,ccmp,locl,liga,calt,tnum
done
