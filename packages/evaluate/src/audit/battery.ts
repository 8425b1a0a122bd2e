/** The attacks of an audit: each stands for one of the sceptic's questions, all at the same radius but for the ladder. */
import { type Attack, type AttackConfig, attackFactory, attackLabel, isAttack } from '@a2pd/attack';
import { type AttackStrength, expectationError } from '@a2pd/core';

export interface BatteryAttack {
  readonly attack: AttackConfig | Attack;
  /** Radius in L-infinity. */
  readonly epsilon: number;
  readonly knows: AttackStrength['knows'];
  readonly label: string;
}

/** The ladder of radii, in multiples of the audited one. */
const ladderFactors = [1 / 3, 1, 3, 10] as const;

/** One thing for each attack: what it is, or how it went. */
export interface Battery<Entry = BatteryAttack> {
  readonly noise: Entry;
  readonly fgsm: Entry;
  /** The paper's own: K = 10 steps of epsilon / K. */
  readonly paper: Entry;
  /** PGD whose steps are long enough to cross the ball, and the same with twice the steps. */
  readonly pgd: Entry;
  readonly longer: Entry;
  /** Several random starts, of which the best counts. */
  readonly restarted: Entry;
  /** PGD that finds its own step sizes. */
  readonly adaptive: Entry;
  /** Losses that no scaling of the logits can flatten. */
  readonly margin: Entry;
  readonly scaleFree: Entry;
  readonly blackBox: Entry;
  /** `pgd` at growing radii. */
  readonly ladder: readonly Entry[];
  /** Radius 1: any picture may be shown. */
  readonly floor: readonly Entry[];
  /** What the caller brings. */
  readonly others: readonly Entry[];
}

export interface BatterySize {
  /** Steps of the PGD that is doubled, at least 2. */
  readonly steps: number;
  readonly restarts: number;
  /** Forward passes of the black-box attack. */
  readonly queries: number;
}

/**
 * @param others Further attacks: configurations, which are of the radius where they name none, or attacks made already.
 * @throws A2pdError INVALID_ARGUMENT for one that has no radius in L-infinity, or a larger one; and for one made already that is
 * called as another is: it may have been made on another policy, and its row would be that of the other.
 */
export function batteryAt(
  epsilon: number,
  { steps, restarts, queries }: BatterySize,
  others: readonly (AttackConfig | Attack)[] = [],
): Battery {
  const crossing = (count: number, radius = epsilon) => ({
    epsilon: radius,
    steps: count,
    stepSize: (2.5 * radius) / count,
  });
  const pgd = (radius: number) => attack({ name: 'pgd', ...crossing(steps, radius) });
  const battery = {
    noise: attack({ name: 'noise', epsilon }, 'nothing'),
    fgsm: attack({ name: 'fgsm', epsilon }),
    paper: attack({ name: 'pgd', epsilon, steps: 10 }),
    pgd: pgd(epsilon),
    longer: attack({ name: 'pgd', ...crossing(2 * steps) }),
    restarted: attack({ name: 'pgd', ...crossing(steps), randomStart: true, restarts }),
    margin: attack({ name: 'cw', ...crossing(2 * steps) }),
    adaptive: attack({ name: 'apgd-ce', epsilon, steps: 2 * steps }),
    scaleFree: attack({ name: 'apgd-dlr', epsilon, steps: 2 * steps }),
    blackBox: attack({ name: 'square', epsilon, queries }, 'scores'),
    ladder: ladderFactors.map((factor) => pgd(Math.min(1, factor * epsilon))),
    floor: [pgd(1), attack({ name: 'cw', ...crossing(2 * steps, 1), randomStart: true })],
    others: others.map((other) => brought(other, epsilon)),
  };
  requireOwnLabels(battery);
  return battery;
}

/** All of them, some of which may be one attack. */
export function attacksOf({ ladder, floor, others, ...single }: Battery): BatteryAttack[] {
  return [...Object.values(single), ...ladder, ...floor, ...others];
}

function requireOwnLabels(battery: Battery): void {
  const all = attacksOf(battery);
  for (const { attack, label } of battery.others) {
    if (!isAttack(attack) || all.filter((other) => other.label === label).length === 1) continue;
    const remedy =
      'give it a label that says what it was made on, e.g. { ...attack, label: "transfer from the teacher" }';
    throw expectationError('INVALID_ARGUMENT', 'an attack whose label no other attack of the audit has', label, remedy);
  }
}

function attack(
  config: AttackConfig & { readonly epsilon: number },
  knows: AttackStrength['knows'] = 'gradients',
): BatteryAttack {
  return { attack: config, epsilon: config.epsilon, knows, label: attackLabel(config) };
}

function brought(given: AttackConfig | Attack, radius: number): BatteryAttack {
  const other = isAttack(given) ? given : ({ epsilon: radius, ...given } as AttackConfig);
  const factory = isAttack(other) ? undefined : attackFactory(other);
  if (factory && !factory.options.some(({ name }) => name === 'epsilon')) throw withoutRadius(other, radius);
  const { epsilon, norm = 'linf' } = (isAttack(other) ? other.config : factory!.parse(other)) as Attack['config'];
  if (typeof epsilon !== 'number' || norm !== 'linf' || epsilon > radius) throw withoutRadius(other, radius);
  return { attack: other, epsilon, knows: (isAttack(other) ? other : factory!).knows, label: attackLabel(other) };
}

function withoutRadius(other: AttackConfig | Attack, radius: number): Error {
  const received = attackLabel(isAttack(other) ? other : ({ name: other.name } as AttackConfig));
  const remedy = 'attacks of an audit are compared at one radius';
  return expectationError('INVALID_ARGUMENT', `an attack of at most ${radius} in L-infinity`, received, remedy);
}
