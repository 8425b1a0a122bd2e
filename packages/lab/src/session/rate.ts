/** How often something happened lately. */
export class Rate {
  readonly #momentsMs: number[] = [];

  count(): void {
    this.#momentsMs.push(performance.now());
    if (this.#momentsMs.length > mostMoments) this.#momentsMs.shift();
  }

  /** Over the last few that lie within two seconds of each other. */
  perSecond(): number {
    const last = this.#momentsMs.at(-1) ?? 0;
    const recent = this.#momentsMs.filter((moment) => last - moment < 2000);
    const spanMs = last - (recent[0] ?? last);
    return spanMs > 0 ? ((recent.length - 1) * 1000) / spanMs : 0;
  }
}

const mostMoments = 64;
