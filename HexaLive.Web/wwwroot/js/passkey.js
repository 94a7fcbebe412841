// Passkey forms: requests a challenge from the server, lets the authenticator sign the challenge, and posts the result.
(() => {
    const known = window.PublicKeyCredential?.parseCreationOptionsFromJSON && window.PublicKeyCredential.parseRequestOptionsFromJSON;
    for (const form of document.querySelectorAll('form[data-passkey]')) {
        if (!known) {
            form.parentElement.querySelector('[data-passkey-missing]').hidden = false;
            continue;
        }
        form.hidden = false;
        form.addEventListener('submit', async e => {
            const field = form.elements['Form.Credential'];
            if (field.value) return;
            e.preventDefault();
            const problem = form.querySelector('[data-passkey-problem]');
            problem.textContent = '';
            try {
                const token = form.elements['__RequestVerificationToken'].value;
                const headers = { RequestVerificationToken: token };
                const answer = await fetch(`/account/passkeys/${form.dataset.passkey}`, { method: 'POST', headers });
                if (!answer.ok) throw new Error(answer.statusText);
                const options = await answer.json();
                const credential = form.dataset.passkey === 'create'
                    ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
                    : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
                field.value = JSON.stringify(credential);
                form.requestSubmit();
            } catch (error) {
                // The person cancelled, the authenticator rejected the request, or there is no passkey for this site.
                console.info(error);
                problem.textContent = problem.dataset.passkeyProblem;
            }
        });
    }
})();
