#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The run steps of a workflow in docs/ci as scripts: FOLDER/JOB/NN.sh, the step's
# name as a comment.  Knows the regular form that the files have, and refuses another.
#
# usage: steps.sh FOLDER [WORKFLOW]

set -euo pipefail

workflow=${2:-docs/ci/privbench.yml}

mapfile -t jobs < <(sed -n '/^jobs:$/,$s/^  \([a-z-]\{1,\}\):$/\1/p' "$workflow")
mkdir "${jobs[@]/#/$1/}"
awk -v folder="$1" '
	function refuse(why) { print FILENAME ":" FNR ": " why > "/dev/stderr"; exit 1 }
	function script() {
		file = sprintf("%s/%s/%02d.sh", folder, job, ++n)
		print "#!/bin/bash\n# " name > file
	}
	/^  [a-z-]+:$/ { job = $1; sub(/:/, "", job); n = 0 }
	block && /^(          |$)/ {
		if (/\$\{\{/) refuse("an expression, for the runner to fill in")
		print substr($0, 11) > file
		next
	}
	{ block = 0 }
	/^      - / { name = "" }
	/^      - name: / { name = substr($0, 15) }
	/^        run: \|$/ { script(); block = 1; next }
	/^        run: [^|>"\047]/ && !/\$\{\{/ { script(); print substr($0, 14) > file; next }
	/^        (env|working-directory):/ { refuse("a step with its own " $1) }
	/^ *(- )?run:/ && !/^      run:$/ { refuse("a form of run that is not known here") }
' "$workflow"
