// Keeping a search, looking at it again, and giving it up.
import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from '../support.ts';

test('a search is kept, comes by mail when asked to, and is given up @phone', async ({ page }) => {
  // Each way of running has a search of its own, since the account is the same.
  const words = `hotel ${test.info().project.name}`;
  const row = page.locator('tbody tr', { hasText: words });
  await signIn(page, 'ngo');
  await page.goto(`/library?q=${encodeURIComponent(words)}&sort=newest`);
  await page.locator('#library-keep').click();
  await expect(page).toHaveURL(/\/library\/saved\?saved=1$/);
  await expect(row.locator('th')).toHaveText(words);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);

  await row.locator('a[href^="/library/saved/"]').click();
  await page.locator('#field-name').fill(`${words}: “guests”`);
  await page.locator('input[name=weekly][value=on]').check();
  await expectAccessible(page);
  await page.locator('form:has(#field-name) button.button[type=submit]').click();
  await expect(row.locator('th a')).toHaveText(`${words}: “guests”`);
  await expect(row.locator('th p')).toHaveText(words);
  await expect(row).toContainText('Once a week by mail');

  await row.locator('form button').click();
  await expect(page).toHaveURL(/\/library\?q=hotel.*&sort=newest$/);
  await page.goto('/library/saved');
  await row.locator('a[href^="/library/saved/"]').click();
  await page.locator('#saved-forget').click();
  await page.locator('.button--danger').click();
  await expect(page).toHaveURL(/\/library\/saved\?forgotten=1&/);
  await expect(row).toHaveCount(0);
  await expect(page.locator('.notice--good')).toContainText(`${words}: “guests”`);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);

  // It was a mistake, and then it was none.
  await page.locator('.notice--good button').click();
  await expect(row.locator('th a')).toHaveText(`${words}: “guests”`);
  await expect(row).toContainText('Once a week by mail');
  await row.locator('a[href^="/library/saved/"]').click();
  await page.locator('#saved-forget').click();
  await page.locator('.button--danger').click();
  await expect(row).toHaveCount(0);
});
