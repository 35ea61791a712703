// The main job in one piece: an employer posts a placement, an NGO refers a person and puts them forward, both talk,
// and the placement starts. Every journey runs without JavaScript and with it.
import { type Browser, type Page } from '@playwright/test';

import { type Account, expect, signIn, test } from '../support.ts';

/** A second person beside the test's own, with the same browser settings. */
async function another(browser: Browser, like: Page, account: Account, javaScriptEnabled: boolean): Promise<Page> {
  const context = await browser.newContext({ baseURL: new URL(like.url()).origin, javaScriptEnabled });
  const page = await context.newPage();
  await signIn(page, account);
  return page;
}

async function choose(page: Page, name: string, value: string): Promise<void> {
  await page.locator(`input[name="${name}"][value="${value}"]`).check();
}

test('a placement is posted, a person is put forward, both talk, it starts', async ({ page, browser, javaScriptEnabled }) => {
  test.setTimeout(90_000);
  const title = `Kitchen help ${Date.now()} ${javaScriptEnabled ? 'a' : 'b'}`;

  // The employer writes a draft, is told what is missing, and opens it.
  await signIn(page, 'employer');
  await page.goto('/placements/new');
  await page.locator('[name=title]').fill(title);
  await page.locator('main form.form button.button').filter({ hasText: 'Save' }).first().click();
  await expect(page.locator('h1')).toHaveText(title);
  await expect(page.locator('.finding--blocks').first()).toBeVisible();
  await page.getByRole('link', { name: 'Change', exact: true }).click();
  await choose(page, 'kind', 'job');
  await page.locator('[name=occupation]').fill('cook');
  if (javaScriptEnabled) {
    await page.locator('[role=option]').filter({ hasText: /^cook$/ }).first().click();
  } else {
    await page.getByRole('button', { name: 'Find the occupation' }).click();
    await page.locator('label.choice', { hasText: /^cook$/ }).first().click();
  }
  await page.locator('[name=sector]').selectOption('56');
  await page.locator('[name=description]').fill('Washes, cuts and serves.');
  await page.locator('[name=seats]').fill('2');
  await page.locator('input[name=place]').fill('Berlin, DE');
  await page.locator('[name=start]').fill('2027-03-01');
  await page.locator('[name=hours]').fill('30');
  await page.locator('[name=rest_days]').fill('2');
  await choose(page, 'shifts', 'day');
  await page.locator('[name=pay]').fill('9.00');
  await page.locator('[name=currency]').selectOption('EUR');
  await page.locator('[name=period]').selectOption('hour');
  await page.locator('select[name=language]').first().selectOption('de');
  await page.locator('select[name=level]').first().selectOption('A2');
  await page.locator('[name=contact]').fill('Head of the kitchen');
  for (const name of ['contact_trained', 'free_to_leave', 'written_contract']) await choose(page, name, 'yes');
  for (const name of ['worker_pays', 'keeps_papers', 'deposit']) await choose(page, name, 'no');
  await page.locator('select[name=contract_languages]').first().selectOption('de');
  await choose(page, 'housing', 'none');
  const save = page.getByRole('button', { name: 'Save', exact: true });
  await save.click();
  // Nine euros are under the floor: it stays a draft, with the one finding.
  await expect(page.locator('.finding--blocks')).toHaveCount(1);
  await page.locator('.finding--blocks a').click();
  await page.locator('[name=pay]').fill('15.00');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.locator('#findings .notice--good')).toBeVisible();
  await page.getByRole('button', { name: 'Open it to people' }).click();
  await expect(page.locator('.status--live')).toBeVisible();
  const placement = new URL(page.url()).pathname;

  // The NGO writes a referral step by step and opens it.
  const ngo = await another(browser, page, 'ngo', javaScriptEnabled ?? true);
  await ngo.goto('/referrals/new');
  await ngo.getByRole('button', { name: 'Begin' }).click();
  await expect(ngo).toHaveURL(/step\/languages/);
  const code = new URL(ngo.url()).pathname.split('/')[2];
  await ngo.locator('select[name=language]').first().selectOption('de');
  await ngo.locator('select[name=level]').first().selectOption('B1');
  await ngo.getByRole('button', { name: 'Save and go on' }).click();
  await ngo.locator('[name=occupation]').fill('cook');
  if (javaScriptEnabled) {
    await ngo.locator('[role=option]').filter({ hasText: /^cook$/ }).first().click();
  } else {
    await ngo.getByRole('button', { name: 'Find', exact: true }).click();
    await ngo.locator('label.choice', { hasText: /^cook$/ }).first().click();
  }
  await ngo.getByRole('button', { name: 'Save and stop' }).click();
  await ngo.goto(`/referrals/${code}/step/area`);
  await ngo.locator('input[name=place]').fill('Berlin, DE');
  await ngo.locator('[name=reach]').fill('30');
  await ngo.getByRole('button', { name: 'Save and go on' }).click();
  await choose(ngo, 'right_to_work', 'yes');
  await ngo.getByRole('button', { name: 'Save and stop' }).click();
  await ngo.getByRole('button', { name: 'Open it for matching' }).click();
  await expect(ngo.locator('.status--open')).toBeVisible();

  // Its matches say why; the person agrees and is put forward.
  await ngo.goto(`/referrals/${code}/matches`);
  await expect(ngo.locator('article.fit').first()).toBeVisible();
  await expect(ngo.locator('.reasons li').first()).toBeVisible();
  await ngo.goto(`/referrals/${code}/put-forward/${placement.split('/')[2]}`);
  await ngo.locator('select[name=language]').selectOption('de');
  await choose(ngo, 'explained', 'conversation');
  await ngo.locator('main form.form').last().locator('button[type=submit]').last().click();
  await expect(ngo).toHaveURL(/\/introductions\//);
  const introduction = new URL(ngo.url()).pathname;

  // The employer sees must-haves only, and is interested; the two talk; it goes to its start.
  await page.goto(introduction);
  await expect(page.locator('main')).toContainText('German at A2');
  await expect(page.locator('main')).not.toContainText(code);
  await expect(page.locator('main')).not.toContainText('B1');
  await page.getByRole('button', { name: 'We are interested' }).click();
  await expect(page.locator('main')).toContainText('German B1');
  await page.locator('textarea[name=body]').fill('Come by on Tuesday?');
  await page.getByRole('button', { name: 'Send' }).click();
  await ngo.goto(introduction);
  await expect(ngo.locator('.thread')).toContainText('Come by on Tuesday?');
  await ngo.getByRole('button', { name: 'Arrange a meeting' }).click();
  await page.goto(introduction);
  await page.getByRole('button', { name: 'Make an offer' }).click();
  await ngo.goto(introduction);
  await ngo.getByRole('button', { name: 'The person accepts' }).click();
  await page.goto(introduction);
  await page.getByRole('button', { name: 'They have started' }).click();
  await expect(page.locator('.timeline [data-state=current]')).toContainText('Started');
  await ngo.context().close();
});

test('a library search narrows, corrects and leads to a record with sources', async ({ page }) => {
  await page.goto('/library');
  await page.locator('#library-q').fill('hotel');
  await page.locator('.search button').click();
  await expect(page).toHaveURL(/q=hotel/);
  await expect(page.locator('.hit').first()).toBeVisible();
  await expect(page.locator('.hit mark').first()).toBeVisible();
  await page.locator('.hit h3 a').first().click();
  await expect(page.locator('.sources li').first()).toBeVisible();
});

test('results come while typing, and the address follows @js', async ({ page }) => {
  await page.goto('/library');
  await page.locator('#library-q').pressSequentially('passp');
  await expect(page).toHaveURL(/q=passp/);
  await expect(page.locator('.hit').first()).toContainText(/passport|document/i);
  await expect(page.locator('#library-q')).toBeFocused();
});

test('findings follow while writing @js', async ({ page }) => {
  await signIn(page, 'employer');
  await page.goto('/placements/new');
  const before = await page.locator('#findings .finding').count();
  await page.locator('input[name="worker_pays"][value="no"]').check();
  await expect(page.locator('#findings .finding')).toHaveCount(before - 1);
  await page.locator('[name=hours]').fill('60');
  await expect(page.locator('#findings')).toContainText('Please change this');
  await expect(page.locator('[name=hours]')).toHaveValue('60');
});

test('a refused form comes back filled in, and its summary has the focus', async ({ page }) => {
  await page.goto('/join');
  await page.locator('[name=organisation]').fill('Bäckerei “Früh”');
  await page.getByRole('button', { name: 'Send the application' }).click();
  await expect(page.locator('#problems')).toBeVisible();
  await expect(page.locator('[name=organisation]')).toHaveValue('Bäckerei “Früh”');
  await expect(page.locator('#problem-email')).toBeVisible();
});
