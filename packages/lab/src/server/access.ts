/** Who may come in: whoever has the token, by this machine's own name, from the lab's own page. */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export interface Door {
  readonly token: string;
  readonly port: number;
}

export type Admission = { readonly path: string } | { readonly refusal: string };

/**
 * The first part of the path is the token. A page elsewhere that makes a name of its own lead to this machine is known by its Host,
 * any other page by its Origin.
 * @returns The path behind the token, or why it is refused.
 */
export function admit({ token, port }: Door, url: string | undefined, headers: IncomingHttpHeaders): Admission {
  // Browsers leave the usual port away.
  const names = ['127.0.0.1', 'localhost'].flatMap((host) => [`${host}:${port}`, ...(port === 80 ? [host] : [])]);
  if (!names.includes(headers.host ?? '')) return { refusal: 'This page is at 127.0.0.1 or localhost alone.' };
  if (headers.origin !== undefined && headers.origin !== `http://${headers.host}`) {
    return { refusal: 'Only this page itself may ask for this.' };
  }
  const [, given = '', ...rest] = (url ?? '').split('?')[0]!.split('/');
  if (!isSame(given, token)) {
    return { refusal: 'The address lacks its token: open the address that the command printed.' };
  }
  if (rest.length === 0) return { refusal: 'The address ends with a slash: open the one that the command printed.' };
  return { path: rest.join('/') };
}

function isSame(given: string, token: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(token)];
  return left.length === right.length && timingSafeEqual(left, right);
}
