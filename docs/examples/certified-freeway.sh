#!/bin/sh
# How zoo:freeway/student-certified was made, command by command: an hour on two cores.
#
#   sh docs/examples/certified-freeway.sh
#
# A stage that is done is not done again, so what was stopped goes on. The student of the zoo learned from the teacher before
# its weights were rounded to float16: the two act differently in 45 of 102,227 states.
set -e
run=freeway-certified
folder="$PWD/runs/$run"
a2pd() { pnpm --silent a2pd "$@"; }

# states NAME OPTIONS: what the teacher would do, where the teacher or a student goes.
states() {
  name=$1
  shift
  [ -e "$folder/$name" ] || a2pd collect --run "$run" --teacher zoo:freeway/teacher --to "$folder/$name" "$@"
}

# stage FROM TO EPSILON KAPPA TEMPERATURE RATE EPOCHS STATES: the student TO, from the student FROM.
stage() {
  from=$1 to=$2 epsilon=$3 kappa=$4 temperature=$5 rate=$6 epochs=$7
  shift 7
  [ -e "$folder/$to" ] || a2pd distill --run "$run" --from "$from" --student "$to" --prescriptions "$@" \
    --method regret --epsilon "$epsilon" --kappa "$kappa" --temperature "$temperature" --sampling balanced \
    --ramp-epochs 0 --max-epochs "$epochs" --patience-epochs "$epochs" --precision fastest \
    --set "learningRate=$rate" epochPairs=9600 validationShare=0.03
}

first=zoo:freeway/student-certified-3-255
states pairs --pairs 60000 --exploration-epsilon 0.02
states states-1 --player "$first" --player-share 0.8 --pairs 40000 --exploration-epsilon 0.03
stage "$first" s1 2/255 0.8 0.02 2e-4 20 "$folder/pairs" "$folder/states-1"
states states-2 --player s1 --pairs 40000 --exploration-epsilon 0.02
stage s1 s2 2/255 0.8 0.02 1e-4 20 "$folder/pairs" "$folder/states-1" "$folder/states-2"
states states-3 --player s2 --pairs 50000 --exploration-epsilon 0
set -- "$folder/pairs" "$folder/states-1" "$folder/states-2" "$folder/states-3"
stage s2 s3 2/255 0.8 0.02 1e-4 40 "$@"
stage s3 s4 3/255 0.85 0.02 6e-5 20 "$@"
stage s4 s5 2.5/255 0.9 0.05 1e-4 24 "$@"
stage s5 s6 2.5/255 0.9 0.05 3e-5 20 "$@"
a2pd certify --run "$run" --policy s6 --play --epsilons 1/255 --search-states 60000
