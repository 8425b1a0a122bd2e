/** The attacks of an audit: each stands for one of the sceptic's questions, all at the same radius but for the ladder. */
import { type AttackConfig, attackLabel } from '@a2pd/attack';
import type { AttackStrength } from '@a2pd/core';

export interface BatteryAttack {
  readonly config: AttackConfig & { readonly epsilon: number };
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
}

export interface BatterySize {
  /** Steps of the PGD that is doubled, at least 2. */
  readonly steps: number;
  readonly restarts: number;
  /** Forward passes of the black-box attack. */
  readonly queries: number;
}

export function batteryAt(epsilon: number, { steps, restarts, queries }: BatterySize): Battery {
  const crossing = (count: number, radius = epsilon) => ({
    epsilon: radius,
    steps: count,
    stepSize: (2.5 * radius) / count,
  });
  const pgd = (radius: number) => attack({ name: 'pgd', ...crossing(steps, radius) });
  return {
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
  };
}

function attack(config: BatteryAttack['config'], knows: AttackStrength['knows'] = 'gradients'): BatteryAttack {
  return { config, knows, label: attackLabel(config) };
}
