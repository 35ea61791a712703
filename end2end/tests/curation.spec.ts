// From a proposal to the library: an organiser writes, curators decide, everybody reads every version.
import { begin, fill, press, signOut } from '../proposal.ts';
import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from '../support.ts';

test('a proposal is written, talked about, mended and published', async ({ page }) => {
  test.setTimeout(120_000);
  const title = `Lanterns of the demo harbour ${Date.now()}`;
  await signIn(page, 'organiser');
  const address = await begin(page, title);
  await fill(page, title, 'monitored');
  await press(page, 'Save and see the preview');
  const preview = page.locator('#preview');
  await expect(preview.getByText('Preview, not published.')).toBeVisible();
  await expect(preview.getByRole('heading', { name: title })).toBeVisible();
  await expect(preview.locator('.prose strong')).toHaveText('dark');
  await expect(preview.locator('.facts')).toContainText('Albania');
  await expect(preview).toContainText('An invented book of lamps');
  await expect(page.locator('[name=results]')).toHaveValue('20 people found work.');
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await press(page, 'Save and see it');
  await expect(page).toHaveURL(address);
  await expectAccessible(page);
  await press(page, 'Send it to the curators');
  await expect(page.locator('.status--in-review')).toBeVisible();
  await signOut(page);

  await signIn(page, 'curator');
  await page.goto(address);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  const beside = page.locator('#compare-results');
  await beside.getByText('Say something here').click();
  await beside.locator('textarea').fill('Who counted?');
  await beside.getByRole('button', { name: 'Say it' }).click();
  await expect(page.locator('#compare-results .message')).toContainText('Who counted?');
  await page.locator('summary').filter({ hasText: 'Ask for changes' }).click();
  await page.locator('details[open] textarea[name=text]').last().fill('Say who counted.');
  await press(page, 'Ask for changes');
  await expect(page).toHaveURL(/\/curation/);
  await signOut(page);

  await signIn(page, 'organiser');
  await page.goto(`${address}/edit`);
  await page.locator('[name=results]').fill('20 people found work, the college counted.');
  await press(page, 'Save and see it');
  await press(page, 'Send it to the curators');
  await signOut(page);

  await signIn(page, 'curator');
  await page.goto(address);
  // Two comments are open: the one beside the results, and what was asked for.
  await press(page, 'Approve and publish');
  await expect(page.locator('#problem-tick')).toBeVisible();
  await expectAccessible(page);
  await page.getByText('I have seen that 2 comments are open').click();
  await press(page, 'Approve and publish');
  await expect(page).toHaveURL(/\/library\/lanterns-of-the-demo-harbour/);
  await expect(page.locator('.prose')).toContainText('the college counted');
  await expect(page.locator('.prose strong')).toHaveText('dark');
  await page.getByRole('link', { name: 'All versions' }).click();
  await expect(page.locator('table')).toContainText('version 1');
  await expectAccessible(page);
});

test('strong evidence waits for a second curator', async ({ page }) => {
  const title = `Bells of the demo harbour ${Date.now()}`;
  await signIn(page, 'curator');
  const address = await begin(page, title);
  await fill(page, title, 'evaluated');
  await press(page, 'Save and see it');
  await press(page, 'Send it to the curators');
  await press(page, 'Approve: another curator looks too');
  await expect(page.getByText('Another curator has to look too')).toBeVisible();
  await signOut(page);
  await signIn(page, 'other-curator');
  await page.goto(address);
  await press(page, 'Approve and publish');
  await expect(page).toHaveURL(/\/library\/bells-of-the-demo-harbour/);
});

test('the two columns of a difference stand beside each other wherever there is room for both', async ({ page }) => {
  await signIn(page, 'curator');
  await page.goto('/curation');
  // The demo world has a change of a founding record in review.
  await page.locator('.card').filter({ hasText: 'Change of a record' }).locator('.card__title a').first().click();
  await expect(page).toHaveURL(/\/proposals\/[\w-]+$/);
  const two = page.locator('.compare__two').first();
  const boxOf = async (at: number) => (await two.locator(':scope > div').nth(at).boundingBox()) ?? { x: 0, y: -at };
  for (const width of [1024, 1100, 1220, 1250, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    const [older, newer] = [await boxOf(0), await boxOf(1)];
    expect(newer.y, `${width} pixels`).toBeCloseTo(older.y, 0);
    expect(newer.x, `${width} pixels`).toBeGreaterThan(older.x);
    await expectNoSidewaysScroll(page);
  }
  const beside = page.locator('.compare__said').first();
  const left = async () => (await beside.boundingBox())?.x ?? 0;
  const wide = await left();
  await page.setViewportSize({ width: 1100, height: 900 });
  expect(await left(), 'below the columns, not beside them').toBeLessThan(wide);
});

test('records like a title are named while it is typed, and nothing is begun @js', async ({ page }) => {
  await page.goto('/library?q=passport+retention');
  const title = ((await page.locator('.hit h3 a').first().textContent()) ?? '').trim();
  expect(title).not.toBe('');
  await signIn(page, 'organiser');
  await page.goto('/proposals/new');
  await page.locator('[name=title]').fill(title);
  await expect(page.locator('#alike').getByRole('link', { name: title, exact: true })).toBeVisible();
  await expect(page).toHaveURL(/\/proposals\/new$/);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await page.locator('[name=title]').fill(`Zithers on the ${Date.now()} moons of Velmora`);
  await expect(page.locator('#alike')).toHaveCount(0);
  await expect(page.locator('[name=title]')).toHaveValue(/^Zithers/);
});

test('what is written saves itself, and a second tab overwrites nothing @js', async ({ page, context }) => {
  const title = `Ropes of the demo harbour ${Date.now()}`;
  await signIn(page, 'organiser');
  const address = await begin(page, title);
  await page.locator('[name=problem]').fill('Ropes were *short*.');
  await expect(page.locator('#findings')).toContainText('Saved on');
  await page.locator('#preview-summary').click();
  await expect(page.locator('#preview em')).toHaveText('short');
  const other = await context.newPage();
  await other.goto(`${address}/edit`);
  await expect(other.locator('[name=problem]')).toHaveValue('Ropes were *short*.');
  await other.locator('[name=problem]').fill('Ropes were long.');
  await expect(other.locator('input[name=edits]')).toHaveValue('3');
  await page.locator('[name=problem]').fill('Ropes were mine.');
  await expect(page.locator('#findings')).toContainText('Somebody else has written here');
  await other.reload();
  await expect(other.locator('[name=problem]')).toHaveValue('Ropes were long.');
  await expect(page.locator('[name=problem]')).toHaveValue('Ropes were mine.');
});

test('the last words are saved though the page is left at once @js', async ({ page }) => {
  await signIn(page, 'organiser');
  const address = await begin(page, `Ropes of the demo harbour ${Date.now()}`);
  await page.locator('[name=problem]').fill('Ropes were short.');
  await expect(page.locator('#findings')).toContainText('Saved on');
  await page.locator('[name=problem]').fill('Ropes were short, and then');
  await page.goto('/proposals');
  await expect(async () => {
    await page.goto(`${address}/edit`);
    await expect(page.locator('[name=problem]')).toHaveValue('Ropes were short, and then', { timeout: 500 });
  }).toPass({ timeout: 10_000 });
  // Nor does leaving by the button write over what the button saves.
  await page.locator('[name=problem]').fill('Ropes were short, and then long.');
  await press(page, 'Save and see it');
  await expect(page).toHaveURL(address);
  await page.goto(`${address}/edit`);
  await expect(page.locator('[name=problem]')).toHaveValue('Ropes were short, and then long.');
});

test('what did not reach the server is sent again by itself @js', async ({ page, context }) => {
  await signIn(page, 'organiser');
  const address = await begin(page, `Ropes of the demo harbour ${Date.now()}`);
  const said = page.locator('#findings > [role=status]');
  await context.setOffline(true);
  await page.locator('[name=problem]').fill('Ropes were too short.');
  await expect(said).toContainText('did not reach the server');
  await context.setOffline(false);
  await expect(said).toContainText('Saved on');
  await page.goto(`${address}/edit`);
  await expect(page.locator('[name=problem]')).toHaveValue('Ropes were too short.');
});

test('what did not reach the server is said not to be saved @js', async ({ page, context }) => {
  await signIn(page, 'organiser');
  const address = await begin(page, `Ropes of the demo harbour ${Date.now()}`);
  await page.goto(`${address}/edit`);
  const said = page.locator('#findings > [role=status]');
  await page.locator('[name=problem]').fill('Ropes were short.');
  await expect(said).toContainText('Saved on');
  await context.setOffline(true);
  await page.locator('[name=problem]').fill('Ropes were too short.');
  await expect(said).toContainText('did not reach the server');
  await context.setOffline(false);
  await page.locator('[name=problem]').fill('Ropes were far too short.');
  await expect(said).toContainText('Saved on');
  await page.reload();
  await expect(page.locator('[name=problem]')).toHaveValue('Ropes were far too short.');
});
