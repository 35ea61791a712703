// A curator takes records in from a file and from a table; a member puts a file into a proposal. Without a script and with.
import { type Page } from '@playwright/test';

import { PASSWORD, expect, expectAccessible, signIn, signInAs, test } from '../support.ts';

const file = (name: string, text: string | Buffer) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(text) });

/** A record as a line of JSONL; each run of a journey has records of its own. */
function row(slug: string): string {
  return `${JSON.stringify({
    title: `Lamps of ${slug}`,
    slug,
    kind: 'practice',
    summary: 'Lamps were lit along the quay.',
    language: 'en',
    year: 2010,
    evidence: 'told',
    licence: 'CC0-1.0',
    sources: [{ title: 'A book of lamps' }],
  })}\n`;
}

async function curate(page: Page): Promise<void> {
  await signInAs(page, 'curator@ponte.example', PASSWORD);
  await page.goto('/library/import');
}

async function submit(page: Page, form: string): Promise<void> {
  await page.locator(`form:has(input[name=form][value=${form}]) .actions button[type=submit]`).click();
}

test('a file is looked at, taken, and found', async ({ page, javaScriptEnabled }, info) => {
  const slug = `quay-${info.project.name}-${info.workerIndex}-${Date.now()}`.toLowerCase().replace(/[^a-z0-9-]/g, '-');
  await curate(page);
  await expectAccessible(page);
  await page.locator('#field-file').setInputFiles(file('rows.jsonl', `${row(slug)}{"title":\n`));
  await submit(page, 'import-file');
  await expect(page.getByText('One new record')).toBeVisible();
  await expect(page.getByText('no whole JSON')).toBeVisible();
  await expectAccessible(page);
  await page.locator('input[name=goal][value=publish]').check();
  await submit(page, 'import-confirm');
  // The page asks for itself again until the work is done.
  await expect(page.getByText('Published (1)')).toBeVisible({ timeout: 20_000 });
  await page.goto(`/library/${slug}`);
  await expect(page.getByText('A book of lamps')).toBeVisible();
  expect(javaScriptEnabled).toBeDefined();
});

test('a table asks for its columns, and a bad file is refused beside its field', async ({ page }) => {
  await curate(page);
  await page.locator('#field-file').setInputFiles(file('lamps.exe', 'MZ'));
  await submit(page, 'import-file');
  await expect(page.locator('#problem-file')).toContainText('Choose a file');
  await page.locator('#field-file').setInputFiles(file('lamps.csv', 'Titel;Jahr;Unsinn\nLampen;2004;x\n'));
  await submit(page, 'import-file');
  await expect(page.locator('#field-fields')).toHaveValue('title');
  await expectAccessible(page);
  await submit(page, 'import-columns');
  await expect(page.getByText('summary: This is needed.')).toBeVisible();
});

test('a file goes into a proposal and out again', async ({ page }) => {
  await signIn(page, 'ngo');
  await page.goto('/proposals/new');
  await page.locator('input[name=title]').fill(`Files of the quay ${Date.now()}`);
  await page.locator('main .actions button[type=submit]').first().click();
  const id = /\/proposals\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? '';
  await page.goto(`/proposals/${id}/files`);
  await expectAccessible(page);
  await page.locator('#field-file').setInputFiles(file('plan.pdf', 'no PDF at all'));
  await submit(page, 'file');
  await expect(page.locator('#problem-file')).toContainText('not what the end of its name says');
  const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==', 'base64');
  await page.locator('#field-file').setInputFiles(file('plan.png', png));
  await submit(page, 'file');
  const link = page.getByRole('link', { name: 'plan.png' });
  await expect(link).toBeVisible();
  await expectAccessible(page);
  const download = page.waitForEvent('download');
  await link.click();
  expect((await download).suggestedFilename()).toBe('plan.png');
  await page.locator('summary', { hasText: 'Take out plan.png' }).click();
  await page.getByRole('button', { name: 'Take out plan.png' }).click();
  await expect(page.getByText('There are no files yet.')).toBeVisible();
});

test('another library is asked for the days that are wanted', async ({ page }) => {
  await curate(page);
  await page.locator('#field-address').fill('https://lamp.example/oai');
  await page.locator('#field-from').fill('2005-01-01');
  await page.locator('#field-until').fill('2004-12-31');
  await submit(page, 'import-source');
  await expect(page.locator('#problem-until')).toContainText('before the first');
  await expect(page.locator('#field-from')).toHaveValue('2005-01-01');
  await expectAccessible(page);
});

test('the example of a file wraps on a narrow screen', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await curate(page);
  await page.locator('#file-holds > summary').click();
  const example = page.locator('#file-holds pre');
  await expect(example).toBeVisible();
  expect(await example.evaluate((pre) => pre.scrollWidth - pre.clientWidth)).toBeLessThanOrEqual(0);
  await expectAccessible(page);
});
