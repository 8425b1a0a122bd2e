/** The source of a PyTorch module whose state dict `torchWeights` is. */
import { type LayerNorm, type Layers, layersOf, type Network } from '../network.js';

/** Python, which needs PyTorch alone. */
export function torchModule(network: Network): string {
  const layers = layersOf(network);
  return `${[...head(network), ...initialisation(layers), '', ...forward(network, layers)].join('\n')}\n`;
}

function head({ architecture }: Network): string[] {
  return [
    'from collections import OrderedDict',
    '',
    'import torch',
    'from torch import nn',
    '',
    '',
    'class Policy(nn.Module):',
    `    """float32 [N, 4, 84, 84] in [0, 1], oldest frame first, to the scores of ${architecture.numActions} actions, [N, ${architecture.numActions}]."""`,
    '',
  ];
}

function initialisation({ convolutions, streams }: Layers): string[] {
  return [
    '    def __init__(self):',
    '        super().__init__()',
    ...convolutions.flatMap(({ name, kernel, norm, stride }) => {
      const [size, , inputs, filters] = kernel.shape;
      return [
        `        self.${name} = nn.Conv2d(${inputs}, ${filters}, ${size}, stride=${stride})`,
        ...(norm ? [`        self.${norm.name} = ${normModule(norm)}`] : []),
      ];
    }),
    ...streams.flatMap(({ name, hidden, output }) => {
      const [first, second] = [hidden, output].map(({ kernel }) => `nn.Linear(${kernel.shape.join(', ')})`);
      return hidden.name === `${name}.hidden`
        ? [
            `        self.${name} = nn.Sequential(OrderedDict(hidden=${first}, ${hidden.norm ? `norm=${normModule(hidden.norm)}, ` : ''}relu=nn.ReLU(), output=${second}))`,
          ]
        : [`        self.${hidden.name} = ${first}`, `        self.${output.name} = ${second}`];
    }),
  ];
}

/** One group of all channels is the whole layer. */
function normModule({ scale }: LayerNorm): string {
  return `nn.GroupNorm(1, ${scale.data.length})`;
}

function forward({ architecture }: Network, { convolutions, streams }: Layers): string[] {
  return [
    '    def forward(self, pixels):',
    '        x = pixels',
    ...convolutions.map(({ name, norm }) => {
      const image = `self.${name}(x)`;
      return `        x = torch.relu(${norm ? `self.${norm.name}(${image})` : image})`;
    }),
    '        x = x.flatten(1)',
    ...(architecture.name === 'nature-dqn'
      ? ['        return self.logits(torch.relu(self.hidden(x)))']
      : qValues(architecture, streams.length > 1)),
  ];
}

function qValues(
  { numActions, numAtoms, distributional, vMin, vMax }: Extract<Network['architecture'], { name: 'rainbow' }>,
  isDueling: boolean,
): string[] {
  return [
    `        x${isDueling ? ', features' : ''} = self.advantage(x).view(-1, ${numActions}, ${numAtoms})${isDueling ? ', x' : ''}`,
    ...(isDueling ? [`        x = x - x.mean(1, keepdim=True) + self.value(features).view(-1, 1, ${numAtoms})`] : []),
    distributional
      ? `        return (x.softmax(2) * torch.linspace(${vMin}, ${vMax}, ${numAtoms}, device=x.device)).sum(2)`
      : '        return x.squeeze(2)',
  ];
}
