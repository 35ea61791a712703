import { chromium } from '@playwright/test';
const base = 'http://127.0.0.1:3931';
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
async function go(name, who, width, js, steps) {
  const c = await b.newContext({ viewport: { width, height: 900 }, javaScriptEnabled: js });
  const p = await c.newPage();
  if (who) { await p.goto(base + '/sign-in'); await p.fill('input[name=email]', who + '@ponte.example'); await p.fill('input[name=password]', 'bridge-over-water'); await p.locator('main form button.button').first().click(); await p.waitForLoadState(); }
  try { await steps(p); } catch (e) { console.log(name, String(e).slice(0, 300)); }
  await p.screenshot({ path: `/tmp/shots/${name}.png`, fullPage: true });
  console.log(name, p.url(), await p.title());
  await c.close();
}
import fs from 'fs'; fs.mkdirSync('/tmp/shots', { recursive: true });
const [,, mod] = process.argv;
const { run } = await import(mod);
await run(go, base);
await b.close();
