// Writing a placement: what the islands add to its form.
import { type Page } from '@playwright/test';

import { expect, signIn, test } from '../support.ts';

async function pick(page: Page, words: string, label: RegExp): Promise<void> {
  await page.locator('#field-occupation').fill(words);
  await page.locator('[role=option]').filter({ hasText: label }).first().click();
}

const save = (page: Page) => page.getByRole('button', { name: 'Save', exact: true }).click();

test('findings follow while writing @js', async ({ page }) => {
  await signIn(page, 'employer');
  await page.goto('/placements/new');
  const before = await page.locator('#findings .finding').count();
  await page.locator('input[name="worker_pays"][value="no"]').check();
  await expect(page.locator('#findings .finding')).toHaveCount(before - 1);
  await page.locator('[name=hours]').fill('60');
  await expect(page.locator('#findings')).toContainText('Lower the hours to 48');
  await expect(page.locator('[name=hours]')).toHaveValue('60');
});

test('a placement that met all standards looks different as soon as it does not @js', async ({ page }) => {
  await signIn(page, 'employer');
  await page.goto('/placements');
  await page.locator('.card:has(.status--live) .card__title a').first().click();
  await page.getByRole('link', { name: 'Change', exact: true }).click();
  const hours = await page.locator('[name=hours]').inputValue();
  await expect(page.locator('#findings .notice--good')).toBeVisible();
  await page.locator('[name=hours]').fill('60');
  await expect(page.locator('#findings .finding--blocks')).toHaveCount(1);
  await expect(page.locator('#findings .notice--good')).toHaveCount(0);
  await expect(page.locator('#findings-title')).toBeVisible();
  await page.locator('[name=hours]').fill(hours);
  await expect(page.locator('#findings .notice--good')).toBeVisible();
});

test('an occupation that was picked stays picked when something else is refused @js', async ({ page }) => {
  await signIn(page, 'employer');
  await page.goto('/placements/new');
  await pick(page, 'cook', /^cook$/);
  const id = await page.locator('[name=occupation_id]').inputValue();
  expect(id).not.toBe('');
  await save(page);
  await expect(page.locator('#problem-title')).toBeVisible();
  await expect(page.locator('#problem-occupation')).toHaveCount(0);
  await expect(page.locator('[name=occupation_id]')).toHaveValue(id);
});

test('a tick that was set for other words does not count @js', async ({ page }) => {
  await signIn(page, 'employer');
  await page.goto('/placements/new');
  await page.locator('[name=title]').fill(`Carpenter ${Date.now()}`);
  await page.locator('#field-occupation').fill('kitchen');
  // What is offered below the field lies over the button until it is put away.
  await page.getByRole('option').first().waitFor();
  await page.locator('#field-occupation').press('Escape');
  await page.getByRole('button', { name: 'Find the occupation' }).click();
  await page.locator('input[type=radio][name=occupation_id]').first().check();
  await page.locator('#field-occupation').fill('carpenter');
  await expect(page.locator('input[type=radio][name=occupation_id]')).toHaveCount(0);
  await page.locator('#field-occupation').press('Escape');
  await save(page);
  await expect(page.locator('.facts')).toContainText('carpenter');
});
