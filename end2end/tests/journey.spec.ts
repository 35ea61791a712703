// The main job in one piece: an employer joins and is verified, posts a placement, an NGO refers a person and puts them
// forward, both talk, and the placement starts. Every journey runs without JavaScript and with it.
import { type Browser, type Page } from '@playwright/test';

import { type Account, expect, mailedLink, signIn, signInAs, test } from '../support.ts';

/** A second person beside the test's own, with the same browser settings. */
async function another(browser: Browser, like: Page, account: Account, javaScriptEnabled: boolean): Promise<Page> {
  const context = await browser.newContext({ baseURL: new URL(like.url()).origin, javaScriptEnabled });
  const page = await context.newPage();
  await signIn(page, account);
  return page;
}

/** An employer joins, confirms the address by mail and signs in. */
async function join(page: Page, organisation: string, email: string): Promise<void> {
  const password = 'bread and salt and water';
  await page.goto('/join');
  await choose(page, 'kind', 'business');
  await page.locator('[name=organisation]').fill(organisation);
  await page.locator('[name=summary]').fill('We cook for two hundred guests a day.');
  await page.locator('[name=country]').selectOption('DE');
  await page.locator('[name=town]').fill('Berlin');
  await page.locator('[name=name]').fill('Emil');
  await page.locator('[name=email]').fill(email);
  await page.locator('[name=password]').fill(password);
  await page.getByRole('button', { name: 'Send the application' }).click();
  await expect(page).toHaveURL(/\/join\/sent/);
  await page.goto(await mailedLink(email, '/join/confirm/'));
  await page.getByRole('button', { name: 'Confirm my address' }).click();
  await expect(page).toHaveURL(/confirmed=1/);
  await signInAs(page, email, password);
}

/** The employer tells the stewards what they look at. */
async function tell(page: Page): Promise<void> {
  await page.goto('/account/organisation');
  await page.locator('[name=register_number]').fill(`HRB ${Date.now()}`);
  for (const item of ['owners', 'sites', 'labour_record', 'court_record', 'contact_trained']) {
    await page.locator(`[name=${item}]`).fill('Told for a test.');
  }
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page).toHaveURL(/saved=1/);
}

/** A steward finds the application in a list. */
async function find(steward: Page, list: string, organisation: string): Promise<void> {
  await steward.goto(`/stewardship?status=${list}`);
  const found = steward.getByRole('link', { name: organisation, exact: true });
  while ((await found.count()) === 0) await steward.locator('.pager a').click();
  await found.click();
  await expect(steward.locator('main')).toContainText('We cook for two hundred guests a day.');
}

/** One steward ticks everything and proposes. */
async function propose(steward: Page, organisation: string): Promise<void> {
  await find(steward, 'applied', organisation);
  for (const check of await steward.locator('input[name=checks]').all()) await check.check();
  await steward.getByRole('button', { name: 'Propose to verify' }).click();
  await expect(steward.locator('main')).toContainText('another steward has to confirm');
}

/** Another steward looks and confirms. */
async function confirm(steward: Page, organisation: string): Promise<void> {
  await find(steward, 'proposed', organisation);
  await steward.getByRole('button', { name: 'Confirm, and verify' }).click();
  await expect(steward.locator('.status--verified').first()).toBeVisible();
}

/** A day so many days from now, as a form takes it. */
function daysAhead(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

async function choose(page: Page, name: string, value: string): Promise<void> {
  await page.locator(`input[name="${name}"][value="${value}"]`).check();
}

test('an employer joins, a placement is posted, a person is put forward, both talk, it starts', async ({ page, browser, javaScriptEnabled }) => {
  test.setTimeout(120_000);
  const mark = `${Date.now()} ${javaScriptEnabled ? 'a' : 'b'}`;
  const title = `Kitchen help ${mark}`;

  // The employer joins and can prepare drafts; what a draft lacks it is told, with the way to each field.
  const organisation = `Canteen ${mark}`;
  await page.goto('/');
  await join(page, organisation, `canteen-${mark.replace(' ', '')}@example.org`);
  await expect(page.locator('main')).toContainText('not verified at the moment');
  await page.goto('/placements/new');
  await page.locator('[name=title]').fill(title);
  // Enter saves, as it does everywhere.
  await page.locator('[name=title]').press('Enter');
  await expect(page.locator('h1')).toHaveText(title);
  const placement = new URL(page.url()).pathname;
  await expect(page.getByRole('button', { name: 'Open it to people' })).toHaveCount(0);
  await tell(page);
  const steward = await another(browser, page, 'steward', javaScriptEnabled ?? true);
  await propose(steward, organisation);
  await steward.context().close();
  const second = await another(browser, page, 'other-steward', javaScriptEnabled ?? true);
  await confirm(second, organisation);
  await second.context().close();
  await page.goto(placement);
  await page.getByRole('button', { name: 'Open it to people' }).click();
  await page.locator('#problems a', { hasText: 'Occupation' }).click();
  await expect(page).toHaveURL(/\/edit#field-occupation$/);
  await page.goto(placement);
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
  await page.locator('[name=start]').fill(daysAhead(60));
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
  await ngo.locator('[name=reach]').press('Enter');
  await expect(ngo).toHaveURL(/step\/right/);
  await choose(ngo, 'right_to_work', 'yes');
  await ngo.getByRole('button', { name: 'Save and stop' }).click();
  await ngo.getByRole('button', { name: 'Open it for matching' }).click();
  await expect(ngo.locator('.status--open')).toBeVisible();

  // Its matches say why; the person agrees and is put forward.
  await ngo.goto(`/referrals/${code}/matches`);
  await expect(ngo.locator('article.fit').first()).toBeVisible();
  await expect(ngo.locator('.reasons li').first()).toBeVisible();
  await ngo.goto(`/referrals/${code}/put-forward/${placement.split('/')[2]}`);
  // Only what is needed is ticked; the person agrees to more.
  for (const field of ['languages', 'skills', 'hours', 'supports', 'called']) await choose(ngo, 'fields', field);
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
