/** The attack: one button, one slider, and behind a fold what else can be said of it. */
import type { AttackSettings, Timing } from '../protocol/commands.js';
import type { AttackOptionEntry } from '../protocol/messages.js';
import type { Lab } from './lab.js';
import { attackTitle, epsilonWords, optionTitle } from './words.js';

/** In grey levels. */
const most = 16;

export function AttackPanel({ lab }: { readonly lab: Lab }) {
  const { settings, catalogue, isAttacking } = lab;
  const attack = catalogue?.attacks.find(({ name }) => name === settings.name);
  const options = attack?.options.filter(({ name }) => name !== 'epsilon') ?? [];
  const [steps, others] = [
    options.filter(({ name }) => name === 'steps'),
    options.filter(({ name }) => name !== 'steps'),
  ];
  const set = (name: string, value: number | string | boolean | undefined) => {
    const { [name]: _, ...rest } = settings.options;
    lab.attack({ options: value === undefined ? rest : { ...rest, [name]: value } });
  };
  return (
    <aside class="attack" aria-label="Attack" data-on={isAttacking}>
      <button
        type="button"
        class="attack-button"
        aria-pressed={isAttacking}
        onClick={() => lab.toggleAttack()}
        disabled={!lab.opened}
      >
        {isAttacking ? 'Attacking' : 'Attack'}
        <small>{isAttacking ? `${attackTitle(settings.name)} · press to stop` : 'Change what both of them see'}</small>
      </button>
      <label class="slider">
        <span>
          Strength <output>{epsilonWords(settings.epsilon)}</output>
        </span>
        <input
          type="range"
          aria-label="Strength of the attack (epsilon)"
          min={0}
          max={most}
          step={0.5}
          value={settings.epsilon * 255}
          aria-valuetext={epsilonWords(settings.epsilon)}
          onInput={({ currentTarget }) => lab.attack({ epsilon: currentTarget.valueAsNumber / 255 })}
        />
        <small class="muted">
          {lab.isPreparing ? 'Preparing this attack …' : 'How far each pixel may change: 1/255 is one grey level.'}
        </small>
      </label>
      <details open={!isNarrow()}>
        <summary>The attack</summary>
        <label>
          Kind
          <select
            value={settings.name}
            onChange={({ currentTarget }) => lab.attack({ name: currentTarget.value, options: {} })}
          >
            {catalogue?.attacks.map(({ name }) => (
              <option key={name} value={name}>
                {attackTitle(name)}
              </option>
            ))}
          </select>
          {attack && (
            <small class="muted">{`${attack.summary}${attack.source === '-' ? '' : ` (${attack.source})`}`}</small>
          )}
        </label>
        <Options options={steps} values={settings.options} set={set} />
        <label>
          Leads away from
          <select
            value={settings.labels}
            onChange={({ currentTarget }) => lab.attack({ labels: currentTarget.value as AttackSettings['labels'] })}
          >
            <option value="self">the policy's own action</option>
            <option value="teacher" disabled={!lab.opened?.hasTeacher}>
              the teacher's action
            </option>
          </select>
        </label>
        <Strikes timing={settings.timing} choose={(timing) => lab.attack({ timing })} />
        {others.length > 0 && (
          <details class="more">
            <summary>More options</summary>
            <Options options={others} values={settings.options} set={set} />
          </details>
        )}
      </details>
    </aside>
  );
}

interface OptionsProps {
  readonly options: readonly AttackOptionEntry[];
  readonly values: AttackSettings['options'];
  readonly set: (name: string, value: number | string | boolean | undefined) => void;
}

function Options({ options, values, set }: OptionsProps) {
  return (
    <>
      {options.map((option) => (
        <Option key={option.name} option={option} value={values[option.name]} set={set} />
      ))}
    </>
  );
}

interface OptionProps extends Pick<OptionsProps, 'set'> {
  readonly option: AttackOptionEntry;
  readonly value: number | string | boolean | undefined;
}

function Option({
  option: { name, type, choices, default: initial, description },
  value = initial as never,
  set,
}: OptionProps) {
  const id = `option-${name}`;
  return (
    <div class="field" title={description}>
      <label for={id}>{optionTitle(name)}</label>
      {choices ? (
        <select id={id} value={String(value)} onChange={({ currentTarget }) => set(name, currentTarget.value)}>
          {choices.map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </select>
      ) : type === 'boolean' ? (
        <input
          id={id}
          type="checkbox"
          checked={Boolean(value)}
          onChange={({ currentTarget }) => set(name, currentTarget.checked)}
        />
      ) : (
        <input
          id={id}
          type="number"
          step={type === 'integer' ? 1 : 'any'}
          value={String(value ?? '')}
          onChange={({ currentTarget: { valueAsNumber } }) =>
            set(name, Number.isNaN(valueAsNumber) ? undefined : valueAsNumber)
          }
        />
      )}
    </div>
  );
}

const timings: Readonly<Record<Timing['kind'], { readonly title: string; readonly initial: Timing }>> = {
  always: { title: 'every step', initial: { kind: 'always' } },
  every: { title: 'every n-th step', initial: { kind: 'every', steps: 4 } },
  'gap-above': { title: 'when the policy is sure', initial: { kind: 'gap-above', gap: 0.5 } },
  'gap-below': { title: 'when the policy is unsure', initial: { kind: 'gap-below', gap: 0.5 } },
};

function Strikes({ timing, choose }: { readonly timing: Timing; readonly choose: (timing: Timing) => void }) {
  return (
    <>
      <label>
        Strikes
        <select
          value={timing.kind}
          onChange={({ currentTarget }) => choose(timings[currentTarget.value as Timing['kind']].initial)}
        >
          {Object.entries(timings).map(([kind, { title }]) => (
            <option key={kind} value={kind}>
              {title}
            </option>
          ))}
        </select>
      </label>
      {timing.kind === 'every' && (
        <label>
          n
          <input
            type="number"
            min={2}
            max={1000}
            value={timing.steps}
            onChange={({ currentTarget: { valueAsNumber: steps } }) =>
              steps >= 2 && choose({ kind: 'every', steps: Math.round(steps) })
            }
          />
        </label>
      )}
      {(timing.kind === 'gap-above' || timing.kind === 'gap-below') && (
        <label>
          {timing.kind === 'gap-above' ? 'Gap of at least' : 'Gap of at most'}
          <input
            type="number"
            min={0}
            max={1}
            step={0.05}
            value={timing.gap}
            onChange={({ currentTarget: { valueAsNumber: gap } }) =>
              gap >= 0 && gap <= 1 && choose({ kind: timing.kind, gap })
            }
          />
        </label>
      )}
    </>
  );
}

function isNarrow(): boolean {
  return matchMedia('(max-width: 760px)').matches;
}
