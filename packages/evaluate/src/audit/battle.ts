/** Lets every attack of the battery try the policy, each once. */
import { isAttack } from '@a2pd/attack';
import type { AttackStrength, ProgressListener } from '@a2pd/core';
import type { Model } from '@a2pd/tensor';
import { attacksOf, type Battery, type BatteryAttack } from './battery.js';
import type { AttackOutcomes, Outcome } from './checks-of-the-attacks.js';
import type { PolicyProbe } from './policy-probe.js';
import { share } from './verdict.js';

export interface BattleOptions {
  readonly probe: PolicyProbe;
  /** int32[N], the policy's own. */
  readonly actions: Int32Array;
  /** Without gradients there is nothing for most attacks to follow: they change no action. */
  readonly hasGradients: boolean;
  readonly teacher?: Model | undefined;
  readonly onProgress?: ProgressListener | undefined;
}

export interface BattleResult {
  readonly outcomes: AttackOutcomes;
  readonly strengths: readonly AttackStrength[];
}

/** @throws A2pdError INTERRUPTED by the probe's signal, NOT_FINITE. */
export async function fight(battery: Battery, options: BattleOptions): Promise<BattleResult> {
  const { probe, actions, hasGradients, teacher, onProgress } = options;
  const { ladder, floor, others, ...single } = battery;
  const total = new Set(attacksOf(battery).map(({ label }) => label)).size + Number(teacher !== undefined);
  // The ladder passes the audited radius itself.
  const done = new Map<string, Outcome>();
  const strengths: AttackStrength[] = [];

  async function fightOne(attack: BatteryAttack, source?: Model): Promise<Outcome> {
    const label = source ? `${attack.label} made on the ${source.name}` : attack.label;
    const known = done.get(label);
    if (known) return known;
    // One that was made already may follow the gradients of another policy.
    const isHopeless = !source && !isAttack(attack.attack) && attack.knows === 'gradients' && !hasGradients;
    const report = (figures: Readonly<Record<string, number>>) =>
      onProgress?.({ stage: `audit: ${label}`, completed: done.size, total, unit: 'attacks', figures });
    const flips = isHopeless
      ? Array.from(actions, () => false)
      : await probe.flips(attack.attack, actions, { source, onBatch: (states) => report({ states }) });
    const { epsilon } = attack;
    const outcome = { label, epsilon, flips };
    done.set(label, outcome);
    strengths.push({ label, epsilon, knows: source ? 'another policy' : attack.knows, flipRate: share(flips) });
    report({ states: actions.length });
    return outcome;
  }

  async function fightAll(several: readonly BatteryAttack[]): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const attack of several) outcomes.push(await fightOne(attack));
    return outcomes;
  }

  const outcomes: AttackOutcomes = {
    noise: await fightOne(single.noise),
    fgsm: await fightOne(single.fgsm),
    paper: await fightOne(single.paper),
    pgd: await fightOne(single.pgd),
    longer: await fightOne(single.longer),
    restarted: await fightOne(single.restarted),
    margin: await fightOne(single.margin),
    adaptive: await fightOne(single.adaptive),
    scaleFree: await fightOne(single.scaleFree),
    blackBox: await fightOne(single.blackBox),
    transferred: teacher ? await fightOne(single.pgd, teacher) : null,
    ladder: await fightAll(ladder),
    floor: await fightAll(floor),
    others: await fightAll(others),
  };
  return { outcomes, strengths };
}
