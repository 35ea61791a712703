// The page of a person's own and the sheet that is read before they decide; how somebody signs in.
import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from '../support.ts';

test('a person opens their page without an account and takes a consent back @phone', async ({ page, browser, baseURL }) => {
  await signIn(page, 'other-ngo');
  await page.goto('/introductions');
  await page.locator('.card__title a').first().click();
  const referral = await page.locator('main a[href^="/referrals/"]').first().getAttribute('href');
  const code = /\/referrals\/[^/]+/.exec(referral ?? '')?.[0] ?? '/';
  await page.goto(`${code}/own-page`);
  const replace = page.locator('summary', { hasText: 'Make another address' });
  if (await replace.count()) await replace.click();
  await page.locator('form:has(input[value="own-page"]) button.button').first().click();
  const address = (await page.locator('.sheet code').textContent()) ?? '';
  expect(new URL(address).pathname).toMatch(/^\/consent\/[0-9a-z-]{34}$/);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  const context = await browser.newContext({ baseURL });
  const own = await context.newPage();
  await own.goto(address);
  await expect(own).toHaveTitle('Your choices');
  await expect(own.locator('.quick-exit')).toBeVisible();
  await own.locator('form button.button--danger').first().click();
  await expect(own.locator('[role=status]')).toContainText('taken back');
  await own.goto(`${address}?in=ar`);
  await expect(own.locator('html')).toHaveAttribute('dir', 'rtl');
  await expectNoSidewaysScroll(own);
  await context.close();
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
