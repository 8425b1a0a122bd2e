/** Where a page is open, for a person or for a program. @param what e.g. "The lab is open". */
export function tellAddress(what: string, url: string, json = false): void {
  console.log(json ? JSON.stringify({ url }) : `${what} at\n\n  ${url}\n\nCtrl-C closes it.`);
}
