// Every kind of page as its people see it: no finding of axe, nothing to scroll sideways at a phone's size. A test of the
// server's (`every_page_is_named_by_a_journey_in_a_browser`) fails for a page that is named in no journey.
import { createHmac } from 'node:crypto';

import { type Page } from '@playwright/test';

import { type Account, expect, expectAccessible, expectNoSidewaysScroll, mailedLink, signIn, test } from '../support.ts';

const PAGES: [Account | undefined, string[]][] = [
  [undefined, ['/', '/join', '/join/sent', '/sign-in', '/sign-in/forgotten', '/library', '/library?q=hotel&region=europe',
    '/library?q=zzzzzz', '/library/bright-future-co-operative', '/library/bright-future-co-operative/versions/1', '/nothing-here', '/join/confirm/none', '/sign-in/reset/none',
    '/sign-in?next=%2Faccount', '/statistics']],
  ['employer', ['/', '/placements', '/placements/new', '/introductions', '/introductions?which=past', '/account',
    '/account/organisation', '/account/members', '/occupations?q=cook']],
  ['ngo', ['/', '/account/organisation', '/referrals', '/referrals?status=draft', '/referrals/new', '/opportunities', '/introductions', '/check-ins',
    '/check-ins?which=past', '/check-ins/rule', '/check-ins/schedule', '/account/calendar',
    '/consent/sheet?fields=fit&ends=2027-01-01', '/referrals?erasure=own', '/referrals?placement=none']],
  ['organiser', ['/', '/proposals', '/proposals/new', '/proposals/import', '/sign-out', '/account/security', '/account/security/passkey']],
  ['curator', ['/', '/curation', '/library/bright-future-co-operative', '/library/bright-future-co-operative/versions']],
  ['suspended-employer', ['/', '/account/organisation', '/placements', '/introductions']],
  ['association', ['/', '/vouches', '/sanctions', '/account/organisation']],
  ['steward', ['/', '/stewardship', '/stewardship?status=verified', '/stewardship?status=suspended', '/stewardship/sanctions', '/sanctions',
    '/stewardship/wage-floors', '/stewardship/pay-looks', '/stewardship/cases', '/stewardship/cases?which=closed']],
  ['admin', ['/', '/operations', '/operations/second-step', '/operations/curators']],
];

/** Pages that a list leads to: where the list is, what its link looks like, and which page it is. */
const LED_TO: [Account, string, string, string][] = [
  ['employer', '/placements', '.card__title a', '/placements/{id}'],
  ['employer', '/introductions', '.card__title a', '/introductions/{id}'],
  ['ngo', '/referrals', '.card__title a', '/referrals/{code}'],
  ['ngo', '/referrals', '.card a[href$="/matches"]', '/referrals/{code}/matches'],
  ['ngo', '/opportunities', '.card__title a', '/placements/{id}'],
  ['ngo', '/introductions', '.card__title a', '/introductions/{id}'],
  ['ngo', '/check-ins', '.card__title a', '/check-ins/{id}'],
  ['steward', '/stewardship/cases', '.card__title a', '/stewardship/cases/{id}'],
  ['steward', '/stewardship?status=verified', '.card__title a', '/stewardship/organisations/{id}'],
  ['steward', '/stewardship?status=suspended', '.card__title a', '/stewardship/organisations/{id}'],
  ['organiser', '/proposals', '.card__title a', '/proposals/{id}'],
  ['curator', '/curation', '.card__title a', '/proposals/{id}'],
];

/** Pages of one referral. */
const OF_A_REFERRAL = [
  '/referrals/{code}/consent', '/referrals/{code}/erasure', '/referrals/{code}/own-page', '/referrals/{code}/readings',
];

/** Looks at a page; where its address comes from another page, the name of the page is held against it. */
async function look(page: Page, path: string, name?: string): Promise<void> {
  await page.goto(path);
  if (name) {
    const pattern = new RegExp(`^${name.replace(/\{\w+\}/g, '[^/]+')}$`);
    expect(new URL(page.url()).pathname, path).toMatch(pattern);
  }
  await expect(page.locator('h1'), path).toHaveCount(1);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
}

/** Goes where the first link of a list leads. */
async function follow(page: Page, list: string, link: string, name: string): Promise<void> {
  await page.goto(list);
  const href = await page.locator(link).first().getAttribute('href');
  expect(href, list).not.toBeNull();
  await look(page, href ?? '/', name);
}

/** An employer invites somebody to their business: the path of the link that is mailed. */
async function invite(page: Page, email: string): Promise<string> {
  await signIn(page, 'employer');
  await page.goto('/account/members');
  await page.locator('input[name=email]').fill(email);
  await page.locator('input[name=role][type=radio]').first().check();
  await page.getByRole('button', { name: 'Send the invitation' }).click();
  const path = await mailedLink(email, '/join/invited/');
  await page.context().clearCookies();
  return path;
}

/** The code that a phone shows now for a secret (RFC 6238). */
function phoneCode(secret: string): string {
  const signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret.replace(/[=\s]/g, '')].map((sign) => signs.indexOf(sign).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const digest = createHmac('sha1', key).update(step).digest();
  const at = digest.readUInt8(digest.length - 1) & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

for (const [account, paths] of PAGES) {
  test(`pages of ${account ?? 'a visitor'} @phone`, async ({ page }) => {
    test.setTimeout(120_000);
    if (account) await signIn(page, account);
    for (const path of paths) await look(page, path);
  });
}

test('pages that lists lead to @phone', async ({ page }) => {
  test.setTimeout(120_000);
  let signedIn: Account | undefined;
  for (const [account, list, link, name] of LED_TO) {
    if (signedIn !== account) {
      await page.context().clearCookies();
      await signIn(page, account);
      signedIn = account;
    }
    await follow(page, list, link, name);
  }
});

test('putting forward, and a refused form of it @phone', async ({ page }) => {
  await signIn(page, 'ngo');
  await page.goto('/referrals');
  const matches = await page.locator('.card a[href$="/matches"]').first().getAttribute('href');
  await follow(page, matches ?? '/', 'a[href*="/put-forward/"]', '/referrals/{code}/put-forward/{placement}');
  // With a consent there already, one button is all there is.
  if ((await page.locator('input[name=explained]').count()) === 0) return;
  await page.locator('main form.form').getByRole('button', { name: /agreed today/ }).click();
  await expect(page.locator('#problems')).toBeFocused();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
});

test('an invitation @phone', async ({ page }) => {
  await look(page, await invite(page, `colleague-${Date.now()}@example.org`), '/join/invited/{token}');
});

test('the second step of signing in @phone', async ({ page }) => {
  test.setTimeout(120_000);
  // Somebody new: a second step would be in the way of everybody else who signs in with the account.
  const email = `second-${test.info().project.name}-${Date.now()}@example.org`;
  const password = 'bread and salt and water';
  await page.goto(await invite(page, email));
  await page.locator('input[name=name]').fill('Kim');
  await page.locator('input[name=password]').fill(password);
  await page.locator('form:has(input[name=password]) button.button').click();
  await expect(page).not.toHaveURL(/\/join\//);
  await page.goto('/account/security');
  await page.getByRole('button', { name: 'Set up my phone' }).click();
  await look(page, '/account/security/phone');
  const secret = (await page.locator('main code').textContent()) ?? '';
  await page.locator('input[name=code]').fill(phoneCode(secret));
  await page.locator('form:has(input[name=code]) button.button').click();
  await expect(page.locator('main')).toContainText('These are shown this once');
  await page.context().clearCookies();
  await page.goto('/sign-in');
  await page.locator('input[name=email]').fill(email);
  await page.locator('input[name=password]').fill(password);
  await page.locator('form:has(input[name=password]) button.button').click();
  await expect(page).toHaveURL(/\/sign-in\/second/);
  await look(page, '/sign-in/second');
});

test('steps, the other pages of a referral, and the form of a placement @phone', async ({ page }) => {
  test.setTimeout(240_000);
  await signIn(page, 'ngo');
  await page.goto('/referrals');
  const href = (await page.locator('.card__title a').first().getAttribute('href')) ?? '';
  for (const step of ['languages', 'work', 'skills', 'hours', 'area', 'right', 'supports', 'limits', 'name', 'notes']) {
    await look(page, `${href}/step/${step}`, '/referrals/{code}/step/{step}');
  }
  for (const name of OF_A_REFERRAL) await look(page, name.replace('/referrals/{code}', href), name);
  await page.context().clearCookies();
  await signIn(page, 'employer');
  await page.goto('/placements');
  await page.locator('.card__title a').first().click();
  const change = await page.getByRole('link', { name: 'Change', exact: true }).getAttribute('href');
  await look(page, change ?? '/', '/placements/{id}/edit');
});
