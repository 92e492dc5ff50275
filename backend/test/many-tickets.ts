// Writes a file of generated tickets for an import: node backend/test/many-tickets.ts FILE 1000000
import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';

interface DemoTicket {
  title: string;
  description: string;
  category: string;
  priority: string;
  tags: string[];
}

const [path = 'tickets.jsonl', count = '1000'] = process.argv.slice(2);
const demo = JSON.parse(
  readFileSync(new URL('../src/demo/demo-tickets.json', import.meta.url), 'utf8'),
) as DemoTicket[];
const STATUSES = [...Array<string>(9).fill('closed'), 'open'];
const YEAR_MS = 365 * 86_400_000;
const begin = Date.now() - 3 * YEAR_MS;

const file = createWriteStream(path);
for (let i = 1; i <= Number(count); i += 1) {
  // Combines three different tickets, so that no two are alike.
  const [first, second, third] = [i, i * 7 + 1, i * 31 + 2].map((at) => demo[at % demo.length]!);
  const created = begin + (i / Number(count)) * (3 * YEAR_MS - 3 * 86_400_000);
  const status = STATUSES[i % STATUSES.length]!;
  const line = {
    id: i,
    title: `${first!.title} (${i})`,
    description: `${first!.description}\n\n${second!.description}\n\n${third!.description}`,
    status,
    // One in twenty needs triage.
    ...(i % 20 !== 0 && { category: first!.category, priority: first!.priority }),
    tags: first!.tags,
    requester: { name: `Customer ${i % 40_000}`, email: `customer${i % 40_000}@example.org` },
    created_at: new Date(created).toISOString(),
    resolved_at: status === 'closed' ? new Date(created + 86_400_000).toISOString() : null,
    messages:
      i % 4 === 0
        ? [
            {
              author: 'Noor',
              body: second!.description,
              created_at: new Date(created + 3_600_000).toISOString(),
            },
          ]
        : [],
  };
  if (!file.write(`${JSON.stringify(line)}\n`)) await once(file, 'drain');
}
file.end();
