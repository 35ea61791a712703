// The page of a person's own and the sheet that is read before they decide; how somebody signs in.
import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from '../support.ts';

test('a person opens their page without an account and takes a consent back @phone', async ({ page, baseURL }) => {
  await signIn(page, 'other-ngo');
  // An employer that somebody has agreed to before, asked about for somebody else.
  await page.goto('/introductions');
  await page.locator('.card__title a').first().click();
  const referral = (await page.locator('main .eyebrow a[href^="/referrals/"]').getAttribute('href')) ?? '/';
  await page.goto(`${referral}/consent`);
  const sheet = (await page.locator('a[href^="/consent/sheet?"]').first().getAttribute('href')) ?? '/';
  const employer = new URL(sheet, baseURL).searchParams.get('for');
  await page.goto('/referrals/new');
  await page.locator('main form button.button').click();
  const code = new URL(page.url()).pathname.split('/').slice(0, 3).join('/');
  await page.goto(`${code}/consent?recipient=${employer}`);
  await page.locator('select[name=language]').selectOption('en');
  await page.locator('input[name=explained]').first().check();
  await page.getByRole('button', { name: 'Record it' }).click();
  await expect(page.locator('main')).toContainText('Nothing has been read under it');
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);

  await page.goto(`${code}/own-page`);
  await page.getByRole('button', { name: 'Make the address' }).click();
  const address = (await page.locator('.sheet code').textContent()) ?? '';
  expect(new URL(address).pathname).toMatch(/^\/consent\/[0-9a-z-]{34}$/);
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

test('the sheet is printed alone and says no code @js', async ({ page }) => {
  await signIn(page, 'ngo');
  await page.goto('/consent/sheet?fields=fit&fields=hours&ends=2027-01-01&language=ar');
  await expectAccessible(page);
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('.sheet')).toBeVisible();
  for (const other of ['.masthead', '.quick-exit', '.screen-only']) await expect(page.locator(other).first()).toBeHidden();
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
