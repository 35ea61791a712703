import { expect, expectAccessible, expectNoSidewaysScroll, test } from '../support.ts';

test('front page says what Ponte is @phone', async ({ page }) => {
  const response = await page.goto('/');
  expect(response?.status()).toBe(200);
  await expect(page.locator('h1')).toHaveCount(1);
  await expect(page).toHaveTitle(/Ponte/);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
});
