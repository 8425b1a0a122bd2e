#!/bin/sh
# How zoo:boxing/student-certified-pqn was made. It learned from the teacher before its weights were rounded to float16.
#
#   sh docs/examples/certified-boxing.sh
exec sh "$(dirname "$0")/certified-student.sh" boxing zoo:boxing/teacher-pqn 0.2
