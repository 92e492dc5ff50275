import { chromium } from '@playwright/test';
import { AxeBuilder } from '@axe-core/playwright';
const base = process.env.BASE ?? 'http://127.0.0.1:8190';
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--headless','--no-sandbox','--disable-gpu'] });
const c = await b.newContext({ baseURL: base, viewport: { width: Number(process.env.W ?? 1440), height: 900 }, colorScheme: process.env.THEME ?? 'light', reducedMotion: 'reduce' });
const r = await c.request.post('/api/auth/login', { data: { email: 'admin@example.org', password: 'correct-horse-battery' } });
const token = (await r.json()).access_token;
const p = await c.newPage();
for (const path of process.argv.slice(2)) {
  await p.goto(path); await p.waitForTimeout(1200);
  const { violations } = await new AxeBuilder({ page: p }).withTags(['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']).analyze();
  console.log(path, violations.length ? '' : 'fine');
  for (const v of violations) for (const n of v.nodes.slice(0, 4)) console.log('  ', v.id, n.target.join(' '), '-', n.failureSummary?.split('\n').slice(1,3).join(' '), n.html.slice(0,140));
  if (process.env.SHOT) await p.screenshot({ path: `/tmp/lead/shot-${path.replaceAll(/\W/g,'_')}.png` });
}
await b.close();
