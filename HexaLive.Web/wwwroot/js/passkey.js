// The forms of passkeys: asks the server for a challenge, the device for its answer, and posts that.
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
                const answer = await fetch(`/account/passkeys/${form.dataset.passkey}`, { method: 'POST', headers: { RequestVerificationToken: token } });
                if (!answer.ok) throw new Error(answer.statusText);
                const options = await answer.json();
                const credential = form.dataset.passkey === 'create'
                    ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
                    : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
                field.value = JSON.stringify(credential);
                form.requestSubmit();
            } catch (error) {
                // Cancelled, refused, or there is none for this site.
                console.info(error);
                problem.textContent = problem.dataset.passkeyProblem;
            }
        });
    }
})();
