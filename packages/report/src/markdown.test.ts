import { expect, it } from 'vitest';
import { escapeMarkdown, renderMarkdownTable } from './markdown.js';

it('lets no text become markup', () => {
  expect(escapeMarkdown('a|b *c* [d](e) <img src=x>\n# f')).toBe('a\\|b \\*c\\* \\[d\\](e) &lt;img src=x\\> \\# f');
});

it('sets columns of figures to the right', () => {
  const rows = [
    ['pgd', '−1.5', '–', 'pass'],
    ['fgsm', '12 (3)', '4.0%', '–'],
  ];
  expect(renderMarkdownTable(['A', 'B', 'C', 'D'], rows).split('\n')[1]).toBe('| --- | ---: | ---: | --- |');
});

it('writes tables', () => {
  expect(renderMarkdownTable(['Attack', 'Mean'], [['a|b', { markdown: '**1**' }]])).toBe(
    '| Attack | Mean |\n| --- | ---: |\n| a\\|b | **1** |',
  );
});
