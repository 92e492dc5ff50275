import type { Api } from './api.ts';

interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

/** The metrics of a process. */
export class Metrics {
  private constructor(
    readonly text: string,
    readonly samples: Sample[],
  ) {}

  static async scrape(url: string | Api): Promise<Metrics> {
    const response = await fetch(`${typeof url === 'string' ? url : url.url}/metrics`);
    if (response.status !== 200) throw new Error(`Expected 200, got ${response.status}`);
    const text = await response.text();
    const samples = text
      .split('\n')
      .filter((line) => line && !line.startsWith('#'))
      .map((line) => {
        const [, name, labels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line)!;
        const pairs = [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, text]) => [key, text]);
        return {
          name: name!,
          labels: Object.fromEntries(pairs) as Record<string, string>,
          value: Number(value),
        };
      });
    return new Metrics(text, samples);
  }

  /** Undefined if it is absent. */
  value(name: string, labels: Record<string, string> = {}): number | undefined {
    return this.samples.find(
      (sample) =>
        sample.name === name &&
        Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
    )?.value;
  }

  labelsOf(name: string, label: string): string[] {
    const values = this.samples.filter((sample) => sample.name === name).map(({ labels }) => labels[label]!);
    return [...new Set(values)];
  }
}
