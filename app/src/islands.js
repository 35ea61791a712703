(async base => {
	const islands = document.querySelectorAll("leptos-island");
	if (!islands.length) return;
	const module = await import(`${base}.js`);
	await module.default({ module_or_path: `${base}.wasm` });
	module.hydrate();
	for (const island of islands) module[island.dataset.component]?.(island);
})
