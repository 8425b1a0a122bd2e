#!/bin/sh
# From a teacher that plays to a student whose actions are proved within 1/255: half an hour on one core.
#
#   sh docs/examples/certified-student.sh bank_heist zoo:bank_heist/teacher-pqn 0.25
#
# The last number is the difference of Q-values that is to matter: half of the mean regret in the teacher's prescriptions, over all
# states and actions. A stage that is done is not done again, so what was stopped goes on.
set -e
game=$1
teacher=$2
temperature=$3
run="$game-certified"
folder="$PWD/runs/$run"
a2pd() { pnpm --silent a2pd "$@"; }

# distil NAME OPTIONS: the student NAME, by the numbers that all stages share.
distil() {
  name=$1
  shift
  [ -e "$folder/$name" ] || a2pd distill --run "$run" --student "$name" --hyperparameters two-cores "$@"
}

[ -e "$folder/prescriptions" ] || a2pd collect --run "$run" --teacher "$teacher" --pairs 100000 --exploration-epsilon 0.01

# What the teacher does, and how much less the other actions are worth to it.
distil plain --method kl --temperature 0.1 --max-epochs 8 --patience-epochs 8 \
  --set learningRate=3e-4 epochPairs=40000 validationShare=0.03

# The radius grows from 0 to 1/255 over the ramp: nearly no decision is proved before epoch 11, most are after epoch 19.
distil s1 --from plain --method regret --epsilon 1/255 --kappa 0.5 --temperature "$temperature" \
  --ramp-epochs 14 --max-epochs 30 --patience-epochs 30 --set learningRate=3e-4 epochPairs=9600 validationShare=0.03

# The student errs where its teacher never was: the teacher labels what it comes to, and smaller steps do the rest.
[ -e "$folder/states" ] || a2pd collect --run "$run" --teacher "$teacher" --to "$folder/states" \
  --player s1 --player-share 0.8 --pairs 40000 --exploration-epsilon 0.03
distil s2 --from s1 --prescriptions "$folder/prescriptions" "$folder/states" --method regret --epsilon 1/255 --kappa 0.5 \
  --temperature "$temperature" --ramp-epochs 0 --max-epochs 24 --patience-epochs 24 \
  --set learningRate=1e-4 epochPairs=9600 validationShare=0.03

a2pd evaluate --run "$run" --policy s2 --attack pgd --steps 10 --epsilon 1/255 --labels self --episodes 10
