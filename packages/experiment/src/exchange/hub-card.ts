/** The card of a policy on the Hugging Face Hub: YAML that the Hub reads, with the figures of its records, and words around it. */
import { gymId } from '@a2pd/ale';
import type { Manifest } from '@a2pd/artefact';
import { type EvaluationSummary, episodesCutShort, formatEpsilon, percent } from '@a2pd/core';
import { escapeMarkdown, gameTitle, renderMarkdownTable } from '@a2pd/report';
import type { ZooRecords } from '../records/zoo-records.js';
import { headlineEpsilon, headlineOf } from '../zoo/headline.js';

interface HubCard {
  readonly manifest: Manifest;
  readonly policyName: string;
  readonly records: ZooRecords;
  /** Its name in the folder. */
  readonly film?: string | undefined;
}

export function renderHubCard(card: HubCard): string {
  const { manifest, policyName, records, film } = card;
  const { game = 'unknown', config, scaledDown } = manifest;
  const sections = [
    frontMatter(card),
    `# ${gameTitle(game)}: ${escapeMarkdown(policyName)}`,
    `A policy of A2PD for ${gameTitle(game)} of the Arcade Learning Environment, preset \`${config.preset}\`.`,
    ...(scaledDown === undefined ? [] : [`Scaled down: ${escapeMarkdown(scaledDown)}.`]),
    ...(film === undefined ? [] : [`![${gameTitle(game)} at play](${film})`]),
    ...figures(records),
    '## Use',
    'With PyTorch; observations are float32 [N, 4, 84, 84] in [0, 1], oldest frame first:',
    [
      '```python',
      'from safetensors.torch import load_file',
      'from policy import Policy',
      '',
      'policy = Policy()',
      'policy.load_state_dict(load_file("model.safetensors"))',
      'actions = policy(pixels).argmax(1)',
      '```',
    ].join('\n'),
    '`model.onnx` is the same for ONNX Runtime: `pixels` in, `scores` out. With A2PD this folder is a policy as it is: `a2pd audit --policy FOLDER`.',
    '## Made from',
    ['```json', JSON.stringify({ seeds: manifest.seeds, config }, null, 2), '```'].join('\n'),
  ];
  return `${sections.join('\n\n')}\n`;
}

/** Only what was measured: without records the Hub is told of none. */
function frontMatter({ manifest: { game = 'unknown' }, policyName, records: { evaluations } }: HubCard): string {
  const id = `${gymId(game)}NoFrameskip-v4`;
  const lines = [
    'library_name: a2pd',
    'tags:',
    ...['deep-reinforcement-learning', 'reinforcement-learning', 'atari', 'adversarial-robustness', id].map(
      (tag) => `- ${tag}`,
    ),
  ];
  if (evaluations.length > 0) {
    lines.push(
      'model-index:',
      `- name: ${JSON.stringify(policyName)}`,
      '  results:',
      '  - task:',
      '      type: reinforcement-learning',
      '      name: reinforcement-learning',
      '    dataset:',
      `      name: ${id}`,
      `      type: ${id}`,
      '    metrics:',
      ...evaluations.flatMap(metric),
    );
  }
  return ['---', ...lines, '---'].join('\n');
}

function metric({ attack, attackLabel, returns }: EvaluationSummary): string[] {
  const name = attack === null ? 'mean_reward' : `mean_reward, ${attackLabel}`;
  return [
    '    - type: mean_reward',
    `      value: ${returns.mean.toFixed(2)} +/- ${returns.standardDeviation.toFixed(2)}`,
    `      name: ${JSON.stringify(name)}`,
    '      verified: false',
  ];
}

function figures(records: ZooRecords): string[] {
  if (records.evaluations.length === 0) return [];
  const { worst, proved } = headlineOf(records);
  const radius = formatEpsilon(headlineEpsilon);
  return [
    '## Returns',
    renderMarkdownTable(
      ['Attack', 'Mean ± std', 'Episodes'],
      records.evaluations.map((evaluation) => {
        const { attackLabel, returns } = evaluation;
        const cutShort = episodesCutShort(evaluation);
        return [
          attackLabel,
          `${returns.mean.toFixed(1)} ± ${returns.standardDeviation.toFixed(1)}`,
          `${returns.episodes}${cutShort > 0 ? `, ${cutShort} cut short` : ''}`,
        ];
      }),
    ),
    ...(worst === null
      ? []
      : [
          `Worst attack within ${radius} that was tried: ${worst.returns.mean.toFixed(1)} (${worst.returns.episodes} episodes).`,
        ]),
    ...(proved === null
      ? []
      : [`Decisions that no change within ${radius} can alter: ${percent(proved.actionCertificationRate)}.`]),
  ];
}
