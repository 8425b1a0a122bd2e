#!/bin/sh
# How zoo:bank_heist/student-certified-pqn was made, command by command: half an hour on one core.
#
#   sh docs/examples/certified-bank-heist.sh
#
# A stage that is done is not done again, so what was stopped goes on. The student of the zoo learned from the teacher before
# its weights were rounded to float16: the two act differently in 45 of 97,658 states.
set -e
run=bank-heist-certified
folder="$PWD/runs/$run"
a2pd() { pnpm --silent a2pd "$@"; }

# distil NAME OPTIONS: the student NAME, by the numbers that all stages share.
distil() {
  name=$1
  shift
  [ -e "$folder/$name" ] || a2pd distill --run "$run" --student "$name" --hyperparameters two-cores "$@"
}

[ -e "$folder/prescriptions" ] || a2pd collect --run "$run" --teacher zoo:bank_heist/teacher-pqn \
  --pairs 100000 --exploration-epsilon 0.01

# What the teacher does, and how much less the other actions are worth to it.
distil plain --method kl --temperature 0.1 --max-epochs 8 --patience-epochs 8 \
  --set learningRate=3e-4 epochPairs=40000 validationShare=0.03

# The radius grows from 0 to 1/255: no decision is proved before epoch 11, 82% are after epoch 19 and 87% after 30.
distil s1 --from plain --method regret --epsilon 1/255 --kappa 0.5 --temperature 0.25 \
  --ramp-epochs 14 --max-epochs 30 --patience-epochs 30 --set learningRate=3e-4 epochPairs=9600 validationShare=0.03

# The student errs where its teacher never was: the teacher labels what it comes to, and smaller steps do the rest.
[ -e "$folder/states" ] || a2pd collect --run "$run" --teacher zoo:bank_heist/teacher-pqn --to "$folder/states" \
  --player s1 --player-share 0.8 --pairs 40000 --exploration-epsilon 0.03
distil s2 --from s1 --prescriptions "$folder/prescriptions" "$folder/states" --method regret --epsilon 1/255 --kappa 0.5 \
  --temperature 0.25 --ramp-epochs 0 --max-epochs 24 --patience-epochs 24 \
  --set learningRate=1e-4 epochPairs=9600 validationShare=0.03

a2pd evaluate --run "$run" --policy s2 --attack pgd --steps 10 --epsilon 1/255 --labels self --episodes 10
