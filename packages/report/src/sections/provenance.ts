/** Where every number comes from: the manifests of all artefacts, with their seeds, versions and hashes. */
import { formatCount } from '../format.js';
import { type Html, html } from '../html.js';
import type { ReportInput } from '../input.js';

export function provenance({ manifests, evaluations, fullSizeCommand }: ReportInput): Html {
  return html`<h2 id="provenance">Provenance</h2>
    <div class="scroll"><table>
      <thead><tr><th scope="col">Artefact</th><th scope="col">Kind</th><th scope="col">Made</th><th scope="col">Source commit</th>
        <th scope="col">Node</th><th scope="col">Platform</th><th scope="col">ROM (MD5)</th><th scope="col" class="number">Bytes</th></tr></thead>
      <tbody>${manifests.map(
        ({ name, manifest }) => html`<tr><td>${name}</td><td>${manifest.kind}</td><td>${manifest.createdAt}</td>
          <td><code>${manifest.tool.sourceCommit.slice(0, 12)}</code></td><td>${manifest.tool.node}</td><td>${manifest.tool.platform}${manifest.tool.precision === 'bfloat16' && ', in bfloat16'}</td>
          <td><code>${manifest.romMd5 ?? '–'}</code></td>
          <td class="number">${formatCount(manifest.files.reduce((sum, file) => sum + file.bytes, 0))}</td></tr>`,
      )}</tbody></table></div>
    ${manifests.map(
      ({ name, manifest }) => html`<details><summary>${name}: seeds, configuration, parents and hashes</summary>
        <pre>${JSON.stringify({ seeds: manifest.seeds, config: manifest.config, parents: manifest.parents ?? [], files: manifest.files }, null, 2)}</pre></details>`,
    )}
    <details><summary>Seeds of all episodes</summary>
      <pre>${evaluations
        .map(({ summary, episodes }) => {
          const seeds = episodes.map((episode) => `${episode.seed} (ALE ${episode.aleSeed}, ${episode.noops} no-ops)`);
          return `${summary.policyName}, ${summary.attackLabel}: ${seeds.join(', ')}`;
        })
        .join('\n\n')}</pre></details>
    <p>At full size: <code>${fullSizeCommand}</code></p>`;
}
