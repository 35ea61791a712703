// The exported library, opened from a disk: no server, no script needed, and no address outside of its folder.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

import { type Page } from '@playwright/test';

import { begin, fill, press } from '../proposal.ts';
import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from '../support.ts';

/** A picture of one point. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

// Each test writes the whole library first.
test.describe.configure({ timeout: 120_000 });

let folder = '';

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ponte-export-'));
});

test.afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Writes the library of the server that is driven into a folder; answers the address of its first page. */
async function exported(name: string): Promise<string> {
  const target = join(folder, name);
  const environment = { ...process.env, DATABASE_URL: undefined, PONTE_DATA: dirname(process.env.PONTE_MAIL_FOLDER ?? '') };
  await promisify(execFile)(process.env.PONTE_SERVER ?? '', ['export', target], { env: environment });
  return pathToFileURL(join(target, 'index.html')).href;
}

/** Publishes a record with a term and a file. */
async function publish(page: Page, title: string): Promise<void> {
  await signIn(page, 'curator');
  const address = await begin(page, title);
  await fill(page, title, 'told');
  await page.locator('[name=problem]').fill('Boats were crewed by debt bondage.');
  await press(page, 'Save and see it');
  await page.goto(`${address}/files`);
  await page.locator('input[type=file]').setInputFiles({ name: 'Lamp plan.png', mimeType: 'image/png', buffer: PICTURE });
  await page.locator('form:has(input[type=file]) .actions button[type=submit]').click();
  await expect(page.locator('main .card')).toContainText('Lamp plan.png');
  await page.goto(address);
  await press(page, 'Send it to the curators');
  await press(page, 'Approve and publish');
  await expect(page).toHaveURL(/\/library\//);
}

test('from the list to a record, its term and its file, without a server', async ({ page }) => {
  const title = `Beacons of the demo harbour ${Date.now()}`;
  await publish(page, title);
  await page.goto(await exported('journey'));
  await page.getByRole('link', { name: title }).click();
  await expect(page.locator('h1')).toHaveText(title);
  await expectAccessible(page);
  await expect(page.getByText('Licence of this text')).toBeVisible();

  const button = page.locator(':is(.lede, .prose) button.term').first();
  const popover = page.locator(`#${await button.getAttribute('popovertarget')}`);
  await expect(popover).toBeHidden();
  await button.click();
  await expect(popover).toBeVisible();
  await popover.locator('a').click();
  await expect(page.locator('h1')).toHaveText('Debt bondage');
  await expect(page).toHaveURL(/^file:.*\/glossary\/debt-bondage\.html$/);
  await page.getByRole('link', { name: title }).click();

  const file = page.locator('.files a');
  await expect(file).toHaveText('Lamp plan.png');
  const kept = await readFile(fileURLToPath(new URL((await file.getAttribute('href')) ?? '', page.url())));
  expect(kept.subarray(1, 4).toString()).toBe('PNG');
  const saved = page.waitForEvent('download').then((download) => download.suggestedFilename());
  const opened = page.waitForURL(/\/files\//).then(() => page.url());
  await file.click();
  expect(await Promise.any([saved, opened])).toMatch(/Lamp.plan\.png$/);
});

test('the exported map and glossary lead to lists of records', async ({ page }) => {
  await page.goto(await exported('map'));
  await page.getByRole('link', { name: 'Map' }).first().click();
  await expect(page.locator('svg.world a').first()).toBeVisible();
  await expectAccessible(page);
  const row = page.locator('#countries-table tbody tr').first();
  const number = Number.parseInt((await row.locator('.number').textContent()) ?? '', 10);
  await row.locator('a').click();
  await expect(page.locator('main li')).toHaveCount(number);
  await page.getByRole('link', { name: 'Glossary' }).click();
  await page.getByRole('link', { name: 'By topic' }).click();
  await page.locator('#forced-labour h3 a').click();
  await expect(page.locator('h1')).toHaveText('Forced or compulsory labour');
  await page.locator('.breadcrumb a').last().click();
  await expect(page).toHaveURL(/by-topic\.html#topic-forced-labour$/);
});

test('exported pages read well @phone', async ({ page }) => {
  const first = await exported(`phone-${test.info().project.name}`);
  for (const name of ['index.html', 'map.html', 'glossary/index.html', 'glossary/victim.html',
    'records/bright-future-co-operative.html', 'evidence/told.html']) {
    await page.goto(new URL(name, first).href);
    await expect(page.locator('h1'), name).toHaveCount(1);
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
  }
});
