import fc from 'fast-check';
import { parseFragment } from 'parse5';
import { describe, expect, it } from 'vitest';
import { html, markupOf, trusted } from './html.js';

/** Names made to break out of text and attributes. */
const hostile = fc.oneof(
  fc.string(),
  fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', '`', '/', '=', ' ', 'a', ';', '-', '!') }),
  fc.constantFrom('<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '</title><svg onload=x>', '&lt;b&gt;'),
);

describe('html', () => {
  it('shows any text as it is, in text and in attributes', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        // An HTML parser itself drops NUL and folds line ends.
        const plain = text.replace(/[\0\r]/g, '');
        const [element, ...others] = parseFragment(markupOf(html`<p title="${plain}">${plain}</p>`)).childNodes;
        expect(others).toEqual([]);
        if (!element || !('attrs' in element)) throw new TypeError('no element');
        expect(element.attrs).toEqual([{ name: 'title', value: plain }]);
        expect(element.childNodes.map((node) => ('value' in node ? node.value : node.nodeName)).join('')).toBe(plain);
      }),
      { numRuns: 500 },
    );
  });

  it('nests what is HTML, joins arrays and leaves out what is not there', () => {
    const items = ['a', '<b>'].map((item) => html`<li>${item}</li>`);
    expect(markupOf(html`<ul>${items}${null}${undefined}${false}${0}${trusted('<hr>')}</ul>`)).toBe(
      '<ul><li>a</li><li>&#60;b&#62;</li>0<hr></ul>',
    );
  });
});
