// Joining and signing in: what is typed is never lost.
import { PASSWORD, expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from '../support.ts';

test('a refused form comes back filled in, and its summary has the focus @phone', async ({ page }) => {
  await page.goto('/join');
  await page.locator('[name=organisation]').fill('Bäckerei “Früh”');
  await page.getByRole('button', { name: 'Send the application' }).click();
  await expect(page.locator('#problems')).toBeFocused();
  await expect(page.locator('[name=organisation]')).toHaveValue('Bäckerei “Früh”');
  await expect(page.locator('#problem-email')).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await page.locator('#problems a').last().click();
  const id = new URL(page.url()).hash;
  await expect(page.locator(id)).toBeVisible();
});

test('what was being written waits while somebody signs in again @phone', async ({ page }) => {
  await signIn(page, 'organiser');
  await page.goto('/account');
  await page.locator('[name=name]').fill('Kim “the host”');
  await page.context().clearCookies();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.locator('main')).toContainText('You were signed out in the meantime');
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await page.locator('input[name=email]').fill('organiser@ponte.example');
  await page.locator('input[name=password]').fill(PASSWORD);
  await page.locator('main').getByRole('button', { name: 'Sign in' }).click();
  await expect(page.locator('[name=name]')).toHaveValue('Kim “the host”');
});
