// What a page looks like where that decides whether it can be used: nothing that is needed is out of sight.
import { begin, press } from '../proposal.ts';
import { expect, expectNoSidewaysScroll, signIn, test } from '../support.ts';

/** A phone's size, which these journeys are about. */
const narrow = (width: number | undefined): boolean => (width ?? 0) <= 400;

test('a long address leaves the buttons of its row in sight', async ({ page, viewport }, info) => {
  test.skip(narrow(viewport?.width), 'rows are cards there');
  await signIn(page, 'admin');
  await page.goto('/operations/curators');
  const address = `somebody-with-a-long-name-${Date.now()}-${info.project.name}@an-organisation.example`;
  await page.locator('input[name=name]').fill('Kim Example');
  await page.locator('input[name=email]').fill(address);
  await page.locator('form:has(input[name=email]) button.button').click();
  await expect(page.locator('.address', { hasText: address })).toBeVisible();
  const hidden = await page.locator('.table').evaluate((table) => table.scrollWidth - table.clientWidth);
  expect(hidden).toBeLessThanOrEqual(0);
});

test('the four answers to a short question stand on one line', async ({ page, viewport }) => {
  test.skip(narrow(viewport?.width), 'they stand one below the other there');
  await signIn(page, 'ngo');
  await page.goto('/check-ins');
  const title = page.locator('.card__title a').first();
  expect(await title.innerText()).toMatch(/^\S+\s· \S/);
  await title.click();
  const choices = page.locator('.choices--short').first().locator('.choice');
  await expect(choices).toHaveCount(4);
  const tops = await choices.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
  expect(new Set(tops).size).toBe(1);
});

test('a count stays on its line @phone', async ({ page }) => {
  await signIn(page, 'ngo');
  await page.goto('/');
  const count = page.locator('.waiting .count').first();
  const one = await count.evaluate((element) => element.getBoundingClientRect().height);
  const long = await count.evaluate((element) => {
    element.textContent = '1137';
    return element.getBoundingClientRect().height;
  });
  expect(long).toBe(one);
  await expectNoSidewaysScroll(page);
});

test('the map is seen whole, and its table says what a row is about @phone', async ({ page, viewport }) => {
  test.skip(!narrow(viewport?.width), 'there is room for all of it');
  await page.goto('/library/map');
  const hidden = await page.locator('.drawing').evaluate((drawing) => drawing.scrollWidth - drawing.clientWidth);
  expect(hidden).toBeLessThanOrEqual(0);
  await page.locator('#sectors-table > summary').click();
  // No column is out of view, and each number stands beside the name of its own.
  const table = page.locator('#sectors-table .table');
  expect(await table.evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(0);
  const cell = page.locator('#sectors-table td').first();
  expect(await cell.evaluate((element) => getComputedStyle(element, '::before').content)).not.toBe('none');
});

test('the bullet of an offer stands at its first line, and choosing a file looks like a button', async ({ page }) => {
  await page.goto('/library?q=work&year=1850&country=FJ');
  await expect(page.locator('.empty li > a').first()).toHaveCSS('display', 'block');
  await signIn(page, 'organiser');
  await page.goto('/proposals/import');
  const look = await page.locator('input[type=file]').first().evaluate((input) => {
    const button = getComputedStyle(input, '::file-selector-button');
    return [button.cursor, button.fontWeight];
  });
  expect(look).toEqual(['pointer', '600']);
});

test('a long word of a draft breaks, and nothing has to be scrolled sideways @phone', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 700 });
  await signIn(page, 'organiser');
  await begin(page, `Arbeitsmarktintegrationsprogramm für ${Date.now()}`);
  await page.locator('[name=problem]').fill('Donaudampfschifffahrtsgesellschaftskapitänsmütze '.repeat(2));
  await press(page, 'Save and see the preview');
  await expect(page.locator('#preview .prose')).toBeVisible();
  await expectNoSidewaysScroll(page);
});

test('every country of the map is in sight @phone', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 700 });
  await page.goto('/library/map');
  await page.locator('#countries-table > summary').click();
  const table = page.locator('#countries-table .table');
  await expect(table).toBeVisible();
  const hidden = await table.evaluate((element) => element.scrollHeight - element.clientHeight);
  expect(hidden).toBeLessThanOrEqual(1);
});

test('on a phone the tables of the map are folded away, and elsewhere they are in view @phone', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 700 });
  await page.goto('/library/map');
  const folds = page.locator('.map-table');
  const height = async (): Promise<number> => page.evaluate(() => document.documentElement.scrollHeight);
  await expect(folds.locator('.table')).toHaveCount(2);
  const folded = await height();
  for (const fold of await folds.all()) {
    await expect(fold.locator('.map-table__title')).toBeHidden();
    await fold.locator('summary').click();
    await expect(fold.locator('.table')).toBeVisible();
  }
  expect(folded * 2).toBeLessThan(await height());

  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto('/library/map');
  for (const fold of await folds.all()) {
    await expect(fold.locator('summary')).toBeHidden();
    await expect(fold.locator('.map-table__title')).toBeVisible();
    await expect(fold.locator('.table')).toBeVisible();
  }
});

test('a label beside a number has room for its words and begins where others do @phone', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 700 });
  await signIn(page, 'ngo');
  for (const [path, cell] of [['/library/map', '#sectors-table td.number'], ['/check-ins/rule', 'td.number']] as const) {
    await page.goto(path);
    await page.locator('details').evaluateAll((all) => all.forEach((each) => each.setAttribute('open', '')));
    const look = await page.locator(cell).first().evaluate((element) => {
      const room = parseFloat(getComputedStyle(element).gridTemplateColumns);
      return [getComputedStyle(element, '::before').textAlign, room > element.clientWidth / 2];
    });
    expect(look, path).toEqual(['start', true]);
    await expectNoSidewaysScroll(page);
  }
});
