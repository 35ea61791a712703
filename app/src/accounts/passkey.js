const form = document.querySelector("form[data-passkey]");
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
	btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("\u002f", "_").replaceAll("=", "");
if (form && window.PublicKeyCredential) {
	for (const hidden of form.querySelectorAll("[hidden]")) hidden.hidden = false;
	form.addEventListener("submit", async (event) => {
		if (form.elements.credential.value) return;
		event.preventDefault();
		const asked = JSON.parse(form.dataset.passkey).publicKey;
		asked.challenge = bytes(asked.challenge);
		for (const known of [...(asked.excludeCredentials ?? []), ...(asked.allowCredentials ?? [])]) known.id = bytes(known.id);
		if (asked.user) asked.user.id = bytes(asked.user.id);
		try {
			const made = asked.user
				? await navigator.credentials.create({ publicKey: asked })
				: await navigator.credentials.get({ publicKey: asked });
			const response = {};
			for (const part of ["attestationObject", "clientDataJSON", "authenticatorData", "signature", "userHandle"])
				if (made.response[part]) response[part] = text(made.response[part]);
			const answer = { id: made.id, rawId: text(made.rawId), type: made.type, extensions: {}, response };
			form.elements.credential.value = JSON.stringify(answer);
		} catch {
			form.elements.credential.value = "{}";
		}
		form.submit();
	});
}
