/** Whose action an attack led away from, in the words of the tables. */
import { attacksWithoutLabel, type EvaluationSummary } from '@a2pd/core';
import { notMeasured } from './format.js';

type Label = EvaluationSummary['labels'];

const words: Readonly<Record<Label, string>> = { teacher: 'teacher', self: 'own' };

/** "teacher" or "own"; a dash without an attack, or under one that takes no label or leads to a target. */
export function labelOf({ attack, labels, target }: EvaluationSummary): string {
  return attack === null || target !== null || attacksWithoutLabel.includes(String(attack.name))
    ? notMeasured
    : words[labels];
}

/** What qualifies the worst of several attacks: which of the two labels was not tried. Nothing where both were, or nobody said. */
export function labelsMissing(labels: readonly Label[] | undefined): string[] {
  if (labels?.length === 0) return ['away from neither action'];
  if (labels?.length !== 1) return [];
  return [labels[0] === 'teacher' ? 'away from the teacher’s action alone' : 'away from its own action alone'];
}
