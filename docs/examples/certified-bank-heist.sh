#!/bin/sh
# How zoo:bank_heist/student-certified-pqn was made. It learned from the teacher before its weights were rounded to float16: the two
# act differently in 45 of 97,658 states.
#
#   sh docs/examples/certified-bank-heist.sh
exec sh "$(dirname "$0")/certified-student.sh" bank_heist zoo:bank_heist/teacher-pqn 0.25
