// Every kind of page as its people see it: no finding of axe, nothing to scroll sideways at a phone's size.
import { type Page } from '@playwright/test';

import { type Account, expect, expectAccessible, expectNoSidewaysScroll, mailedLink, signIn, test } from '../support.ts';

const PAGES: [Account | undefined, string[]][] = [
  [undefined, ['/', '/join', '/join/sent', '/sign-in', '/sign-in/forgotten', '/library', '/library?q=hotel&region=europe',
    '/library?q=zzzzzz', '/library/bright-future-co-operative', '/nothing-here', '/join/confirm/none', '/sign-in/reset/none',
    '/sign-in?next=%2Faccount', '/statistics']],
  ['employer', ['/', '/placements', '/placements/new', '/introductions', '/introductions?which=past', '/account',
    '/account/organisation', '/account/members', '/occupations?q=cook']],
  ['ngo', ['/', '/referrals', '/referrals?status=draft', '/referrals/new', '/opportunities', '/introductions', '/check-ins',
    '/check-ins?which=past', '/check-ins/rule', '/check-ins/schedule', '/account/calendar']],
  ['organiser', ['/', '/proposals', '/proposals/new', '/sign-out']],
  ['curator', ['/', '/curation', '/library/bright-future-co-operative', '/library/bright-future-co-operative/versions']],
  ['suspended-employer', ['/', '/account/organisation', '/placements']],
  ['association', ['/', '/vouches', '/sanctions', '/account/organisation']],
  ['steward', ['/', '/stewardship', '/stewardship?status=verified', '/stewardship?status=suspended', '/stewardship/sanctions', '/sanctions',
    '/stewardship/wage-floors', '/stewardship/cases', '/stewardship/cases?which=closed']],
  ['admin', ['/', '/operations']],
];

/** Pages that a list leads to: where the list is, and what its link looks like. */
const LED_TO: [Account, string, string][] = [
  ['employer', '/placements', '.card__title a'],
  ['employer', '/introductions', '.card__title a'],
  ['ngo', '/referrals', '.card__title a'],
  ['ngo', '/referrals', '.card a[href$="/matches"]'],
  ['ngo', '/opportunities', '.card__title a'],
  ['ngo', '/introductions', '.card__title a'],
  ['ngo', '/check-ins', '.card__title a'],
  ['steward', '/stewardship/cases', '.card__title a'],
  ['steward', '/stewardship?status=verified', '.card__title a'],
  ['steward', '/stewardship?status=suspended', '.card__title a'],
  ['organiser', '/proposals', '.card__title a'],
  ['curator', '/curation', '.card__title a'],
];

async function look(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.locator('h1'), path).toHaveCount(1);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
}

/** Goes where the first link of a list leads. */
async function follow(page: Page, list: string, link: string): Promise<void> {
  await page.goto(list);
  const href = await page.locator(link).first().getAttribute('href');
  expect(href, list).not.toBeNull();
  await look(page, href ?? '/');
}

for (const [account, paths] of PAGES) {
  test(`pages of ${account ?? 'a visitor'} @phone`, async ({ page }) => {
    test.setTimeout(120_000);
    if (account) await signIn(page, account);
    for (const path of paths) await look(page, path);
  });

  test(`pages of ${account ?? 'a visitor'} in the dark @js`, async ({ page }) => {
    test.setTimeout(120_000);
    await page.emulateMedia({ colorScheme: 'dark' });
    if (account) await signIn(page, account);
    for (const path of paths) await look(page, path);
  });
}

test('pages that lists lead to @phone', async ({ page }) => {
  test.setTimeout(120_000);
  let signedIn: Account | undefined;
  for (const [account, list, link] of LED_TO) {
    if (signedIn !== account) {
      await page.context().clearCookies();
      await signIn(page, account);
      signedIn = account;
    }
    await follow(page, list, link);
  }
});

test('pages that lists lead to in the dark @js', async ({ page }) => {
  test.setTimeout(120_000);
  await page.emulateMedia({ colorScheme: 'dark' });
  await signIn(page, 'ngo');
  await follow(page, '/referrals', '.card a[href$="/matches"]');
  await follow(page, '/introductions', '.card__title a');
  await page.context().clearCookies();
  await signIn(page, 'employer');
  await follow(page, '/introductions', '.card__title a');
});

test('putting forward, and a refused form of it @phone', async ({ page }) => {
  await signIn(page, 'ngo');
  await page.goto('/referrals');
  const matches = await page.locator('.card a[href$="/matches"]').first().getAttribute('href');
  await follow(page, matches ?? '/', 'a[href*="/put-forward/"]');
  // With a consent there already, one button is all there is.
  if ((await page.locator('input[name=explained]').count()) === 0) return;
  await page.locator('main form.form').getByRole('button', { name: /agreed today/ }).click();
  await expect(page.locator('#problems')).toBeFocused();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
});

test('an invitation @phone', async ({ page }) => {
  const email = `colleague-${Date.now()}@example.org`;
  await signIn(page, 'employer');
  await page.goto('/account/members');
  await page.locator('input[name=email]').fill(email);
  await page.locator('input[name=role]').first().check();
  await page.getByRole('button', { name: 'Send the invitation' }).click();
  const path = await mailedLink(email, '/join/invited/');
  await page.context().clearCookies();
  await look(page, path);
});

test('steps, consent and the form of a placement @phone', async ({ page }) => {
  test.setTimeout(120_000);
  await signIn(page, 'ngo');
  await page.goto('/referrals');
  const href = (await page.locator('.card__title a').first().getAttribute('href')) ?? '';
  for (const step of ['languages', 'work', 'skills', 'hours', 'area', 'right', 'supports', 'limits', 'name', 'notes']) {
    await page.goto(`${href}/step/${step}`);
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
  }
  await page.goto(`${href}/consent`);
  await expectAccessible(page);
  await page.context().clearCookies();
  await signIn(page, 'employer');
  await page.goto('/placements');
  await page.locator('.card__title a').first().click();
  await page.getByRole('link', { name: 'Change', exact: true }).click();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
});
