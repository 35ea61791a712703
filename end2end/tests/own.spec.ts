// The page of a person's own and the sheet that is read before they decide; how somebody signs in.
import { type Page } from '@playwright/test';

import { NEUTRAL, expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from '../support.ts';

/** The sheet of somebody who has agreed to an employer before, of the NGO that is signed in. */
async function sheetOfBefore(page: Page): Promise<string> {
  await page.goto('/introductions');
  await page.locator('.card__title a').first().click();
  const referral = (await page.locator('main .eyebrow a[href^="/referrals/"]').getAttribute('href')) ?? '/';
  await page.goto(`${referral}/consent`);
  return (await page.locator('a[href^="/consent/sheet?"]').first().getAttribute('href')) ?? '/';
}

/** An NGO refers somebody who agrees that an employer may know of them: the path of the referral. */
async function agree(page: Page, baseURL: string | undefined): Promise<string> {
  await signIn(page, 'other-ngo');
  // An employer that somebody has agreed to before, asked about for somebody else.
  const employer = new URL(await sheetOfBefore(page), baseURL).searchParams.get('for');
  await page.goto('/referrals/new');
  await page.locator('main form button.button').click();
  const code = new URL(page.url()).pathname.split('/').slice(0, 3).join('/');
  await page.goto(`${code}/consent?recipient=${employer}`);
  await page.locator('select[name=language]').selectOption('en');
  await page.locator('input[name=explained]').first().check();
  await page.getByRole('button', { name: 'Record it' }).click();
  await expect(page.locator('main')).toContainText('Nothing has been read under it');
  return code;
}

/** The NGO makes the address of the person's own page, which is shown this once. */
async function ownAddress(page: Page, referral: string): Promise<string> {
  await page.goto(`${referral}/own-page`);
  await page.getByRole('button', { name: 'Make the address' }).click();
  const address = (await page.locator('.sheet code').textContent()) ?? '';
  expect(new URL(address).pathname).toMatch(/^\/consent\/[0-9a-z-]{34}$/);
  return address;
}

test('a person opens their page without an account and takes a consent back @phone', async ({ page, baseURL }) => {
  const referral = await agree(page, baseURL);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);

  const address = await ownAddress(page, referral);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);

  // Somebody else's browser, which has never been here.
  await page.context().clearCookies();
  await page.goto(address);
  await expect(page).toHaveTitle('Your choices');
  await expect(page.locator('.quick-exit')).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await page.locator('form button.button--danger').first().click();
  await expect(page.locator('[role=status]')).toContainText('taken back');
  await page.goto(`${address}?in=ar`);
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
});

// Phones from before the style sheet's layers show pages without it, and may run no script of ours.
test('an old phone shows the page of a person, takes a consent back and asks to be erased @js', async ({ page, baseURL, browser }) => {
  const address = await ownAddress(page, await agree(page, baseURL));
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 320, height: 640 } });
  const phone = await context.newPage();
  let sheets = 0;
  await phone.route('**/*.css', (route) => {
    sheets += 1;
    return route.abort();
  });
  await phone.goto(address);
  await expect(phone).toHaveTitle('Your choices');
  expect(sheets).toBeGreaterThan(0);
  const card = phone.locator('main li.card');
  await expect(card).toHaveCount(1);
  await expect(card.locator('h2')).toBeVisible();
  await expect(card.getByText('They may know:')).toBeVisible();
  await expect(card.locator('ul li').first()).toBeVisible();
  await expect(card.getByText(/^Until .*20\d\d/)).toBeVisible();
  await expect(card.getByRole('button', { name: 'Take back what' })).toBeVisible();
  await expect(phone.locator('a.quick-exit')).toBeVisible();
  await expect(phone.locator('a.quick-exit')).toHaveAttribute('href', NEUTRAL);
  await expectNoSidewaysScroll(phone);
  await card.getByRole('button', { name: 'Take back what' }).click();
  await expect(phone.locator('[role=status]')).toContainText('taken back');
  await expect(phone.locator('main')).toContainText('At the moment nobody may know anything about you.');
  await expect(phone.locator('main li.card')).toHaveCount(0);
  // It is asked twice: the button stands folded away with what it means.
  const wish = phone.getByRole('button', { name: 'Ask them to erase everything' });
  await expect(wish).toBeHidden();
  await phone.getByText('Have everything about you erased').click();
  await expect(phone.getByText('They will do it, or tell you why not.')).toBeVisible();
  await expectNoSidewaysScroll(phone);
  await wish.click();
  await expect(phone.locator('[role=status]')).toContainText(/You asked on .*20\d\d/);
  await expect(phone.getByText('They will do it, or tell you why not.')).toBeVisible();
  await expect(wish).toHaveCount(0);
  await expectNoSidewaysScroll(phone);
  await context.close();
});

test('the sheet is printed alone and says no code @js', async ({ page, baseURL }) => {
  await signIn(page, 'other-ngo');
  const sheet = new URL(await sheetOfBefore(page), baseURL);
  sheet.searchParams.set('language', 'ar');
  await page.goto(sheet.toString());
  await expectAccessible(page);
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('.sheet')).toBeVisible();
  for (const other of ['.masthead', '.quick-exit']) await expect(page.locator(other).first()).toBeHidden();
  // With a last day that no consent can have, the paper says so and holds nothing else.
  sheet.searchParams.set('ends', '2099-01-01');
  await page.goto(sheet.toString());
  await expect(page.locator('.sheet')).toBeHidden();
  await expect(page.locator('main .notice').first()).toBeVisible();
  await page.emulateMedia({ media: 'screen' });
  await expect(page.locator('.sheet')).toBeVisible();
});

test('somebody sees where they are signed in, and sets up a phone @phone', async ({ page }) => {
  await signIn(page, 'organiser');
  await page.goto('/account/security');
  await expect(page.locator('main')).toContainText('This one');
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await page.getByRole('button', { name: 'Set up my phone' }).click();
  await expect(page.locator('svg.qr')).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
});
