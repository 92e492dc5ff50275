import { Component, computed, input } from '@angular/core';
import { EvidenceSegment, splitByEvidence } from './evidence';
import { EvidenceSegments } from './evidence-text';
import { findLinks } from './text-links';

/**
 * Text of a ticket or message with links and highlighted evidence. Rendered as text, never as HTML.
 */
@Component({
  selector: 'tiq-linked-text',
  imports: [EvidenceSegments],
  template: `@for (run of segments(); track $index) {
    @if (run.href; as href) {
      <a class="link" [href]="href" target="_blank" rel="noopener noreferrer nofollow" dir="ltr"
        ><tiq-evidence-segments [segments]="run.evidenceSegments"
      /></a>
    } @else {
      <tiq-evidence-segments [segments]="run.evidenceSegments" />
    }
  }`,
})
export class LinkedText {
  readonly text = input.required<string>();
  readonly quotes = input<readonly string[]>([]);
  protected readonly segments = computed(() => splitByLinks(this.text(), this.quotes()));
}

interface LinkedSegment {
  href: string | null;
  evidenceSegments: EvidenceSegment[];
}

/** Splits the evidence segments at the boundaries of links. */
function splitByLinks(text: string, quotes: readonly string[]): LinkedSegment[] {
  const segments: LinkedSegment[] = [];
  const parts = splitByEvidence(text, quotes);
  let part = 0;
  let partStart = 0;
  const addSegment = (from: number, to: number, href: string | null) => {
    const segment: LinkedSegment = { href, evidenceSegments: [] };
    for (let index = from; index < to;) {
      const { text, isEvidence } = parts[part]!;
      const end = Math.min(to, partStart + text.length);
      segment.evidenceSegments.push({ text: text.slice(index - partStart, end - partStart), isEvidence });
      index = end;
      if (end === partStart + text.length) {
        partStart = end;
        part++;
      }
    }
    if (segment.evidenceSegments.length) segments.push(segment);
  };
  let done = 0;
  for (const { from, to, href } of findLinks(text)) {
    addSegment(done, from, null);
    addSegment(from, to, href);
    done = to;
  }
  addSegment(done, text.length, null);
  return segments;
}
