import { Component, computed, input } from '@angular/core';
import { EvidencePart, evidenceParts } from './evidence';
import { EvidenceParts } from './evidence-text';
import { linksIn } from './text-links';

/** A text of a ticket or a message: its addresses are links, and the evidence in it is marked. Nothing in it is markup. */
@Component({
  selector: 'tiq-linked-text',
  imports: [EvidenceParts],
  template: `@for (run of runs(); track $index) {
    @if (run.href; as href) {
      <a class="link" [href]="href" target="_blank" rel="noopener noreferrer nofollow" dir="ltr"
        ><tiq-evidence-parts [parts]="run.parts"
      /></a>
    } @else {
      <tiq-evidence-parts [parts]="run.parts" />
    }
  }`,
})
export class LinkedText {
  readonly text = input.required<string>();
  readonly quotes = input<readonly string[]>([]);
  protected readonly runs = computed(() => linkedRuns(this.text(), this.quotes()));
}

interface Run {
  href: string | null;
  parts: EvidencePart[];
}

/** The evidence's parts, divided where a link begins or ends. */
function linkedRuns(text: string, quotes: readonly string[]): Run[] {
  const runs: Run[] = [];
  const parts = evidenceParts(text, quotes);
  let part = 0;
  let partAt = 0;
  const runUntil = (from: number, to: number, href: string | null) => {
    const run: Run = { href, parts: [] };
    for (let at = from; at < to;) {
      const { text, hit } = parts[part]!;
      const end = Math.min(to, partAt + text.length);
      run.parts.push({ text: text.slice(at - partAt, end - partAt), hit });
      at = end;
      if (end === partAt + text.length) {
        partAt = end;
        part++;
      }
    }
    if (run.parts.length) runs.push(run);
  };
  let done = 0;
  for (const { from, to, href } of linksIn(text)) {
    runUntil(done, from, null);
    runUntil(from, to, href);
    done = to;
  }
  runUntil(done, text.length, null);
  return runs;
}
