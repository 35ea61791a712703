// Pages about a person: the quick way out.
import { NEUTRAL, expect, signIn, test } from '../support.ts';

test('a page about a person is left by a link', async ({ page }) => {
  await page.route(NEUTRAL, (route) => route.fulfill({ contentType: 'text/html', body: '<h1>Elsewhere</h1>' }));
  await signIn(page, 'ngo');
  await page.goto('/referrals');
  await page.locator('.quick-exit').click();
  await expect(page).toHaveURL(NEUTRAL);
});

test('a page about a person is left by a key, and its place in the history with it @js', async ({ page }) => {
  await page.route(NEUTRAL, (route) => route.fulfill({ contentType: 'text/html', body: '<h1>Elsewhere</h1>' }));
  await signIn(page, 'ngo');
  await page.goto('/referrals');
  await expect(page.locator('.quick-exit')).toContainText('press Shift three times');
  await expect(page.locator('.quick-exit span')).toBeVisible();
  // A capital letter in between is somebody writing.
  for (const key of ['Shift', 'Shift', 'a', 'Shift']) await page.keyboard.press(key);
  await expect(page.locator('h1')).toHaveText('Referrals');
  for (const key of ['Shift', 'Shift']) await page.keyboard.press(key);
  await expect(page).toHaveURL(NEUTRAL);
  await page.goBack();
  await expect(page).not.toHaveURL(/\/referrals/);
});
