/** HTML by template: everything put into a template is escaped unless it is HTML already, so that no name can inject. */

const marker = Symbol('html');

/** HTML that was made by `html` or vouched for by `trusted`. */
export interface Html {
  readonly [marker]: string;
}

export type HtmlValue = string | number | Html | readonly HtmlValue[] | null | undefined | false;

/** Text and attribute values (in double quotes) are escaped; arrays are joined; null, undefined and false are nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return trusted(strings.map((text, i) => (i === 0 ? text : render(values[i - 1]) + text)).join(''));
}

/** Markup of our own making, e.g. a figure's SVG. Never user input. */
export function trusted(markup: string): Html {
  return { [marker]: markup };
}

export function markupOf(value: Html): string {
  return value[marker];
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function render(value: HtmlValue): string {
  if (value === null || value === undefined || value === false) return '';
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value));
  if (isHtml(value)) return value[marker];
  return value.map(render).join('');
}

function isHtml(value: HtmlValue): value is Html {
  return typeof value === 'object' && value !== null && marker in value;
}
