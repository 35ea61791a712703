# Messaggi di posta. Una casella può essere letta da altri: un messaggio dice che qualcosa attende, mai che cosa, e
# nessuna parola qui rivela a che cosa serve Ponte.
mail-greeting = Buongiorno,
mail-link-hint = Se il link non si apre, copi questo indirizzo nel browser:
mail-footer = Questo messaggio è stato inviato automaticamente da Ponte. Le risposte non vengono lette.

mail-confirm-address-subject = Confermi il suo indirizzo e-mail
mail-confirm-address-text = Qualcuno, probabilmente lei, si è iscritto a Ponte con questo indirizzo e-mail. Per confermare che è il suo, apra il link. Se non è stato lei, non deve fare nulla.
mail-confirm-address-action = Confermare l’indirizzo

mail-reset-password-subject = Scelga una nuova password
mail-reset-password-text = Qualcuno, probabilmente lei, ha chiesto una nuova password per Ponte. Per sceglierla, apra il link; funziona una sola volta e per poco tempo. Se non è stato lei, non deve fare nulla: la sua password resta com’è.
mail-reset-password-action = Scegliere una nuova password

mail-invitation-subject = Un invito su Ponte
mail-invitation-text = Qualcuno la invita a lavorare insieme su Ponte. Per accettare, apra il link: la pagina dice chi la invita. Se non se lo aspettava, non deve fare nulla.
mail-invitation-action = Vedere l’invito

mail-curator-invitation-subject = Un invito alla biblioteca di Ponte
mail-curator-invitation-text = Qualcuno la invita a lavorare alla biblioteca di Ponte. Per scegliere una password per il suo account, apra il link; funziona una sola volta, entro sette giorni. In seguito, chieda una nuova password nella pagina di accesso. Se non se lo aspettava, non deve fare nulla.
mail-curator-invitation-action = Scegliere una password

mail-waiting-subject = Ha un messaggio
mail-waiting-text = Qualcosa la attende su Ponte. Acceda per leggerlo.
mail-waiting-action = Leggere su Ponte

mail-application-news-subject = Novità sulla sua domanda
mail-application-news-text = Ci sono novità sulla sua domanda di iscrizione a Ponte. Acceda per leggerle.
mail-application-news-action = Leggere le novità

mail-renewal-due-subject = Il suo posto su Ponte sta per scadere
mail-renewal-due-text = La verifica della sua organizzazione su Ponte sta per scadere. Acceda per vedere quando, e per chiedere che continui.
mail-renewal-due-action = Vedere quando scade

mail-proposal-news-subject = Novità sulla sua proposta
mail-proposal-news-text = Ci sono novità su una proposta che ha scritto per la biblioteca di Ponte. Acceda per leggerle.
mail-proposal-news-action = Leggere le novità

mail-proposals-wait-subject = Proposte in attesa
mail-proposals-wait-text = { $count ->
    [one] Una proposta per la biblioteca di Ponte attende la sua lettura.
   *[other] { NUMBER($count) } proposte per la biblioteca di Ponte attendono la sua lettura.
} Se non desidera più ricevere questi messaggi, può indicarlo nel suo account.
mail-proposals-wait-action = Vedere le proposte

mail-attention-needed-subject = Ponte richiede la sua attenzione
mail-attention-needed-text = Qualcosa nel funzionamento di Ponte richiede il suo intervento. Acceda per vedere che cosa, e che cosa fare.
mail-attention-needed-action = Vedere che cosa serve

mail-address-in-use-subject = Ha già un account
mail-address-in-use-text = Qualcuno, probabilmente lei, ha provato a iscriversi a Ponte con questo indirizzo e-mail, che però ha già un account. Può usarlo per accedere; se ha dimenticato la password, lì può sceglierne una nuova. Se non è stato lei, non deve fare nulla.
mail-address-in-use-action = Accedere

mail-new-in-searches-subject = Novità nelle sue ricerche
mail-new-in-searches-text = Da quando le abbiamo scritto l’ultima volta, le ricerche che ha salvato su Ponte trovano qualcosa di nuovo.
mail-new-in-searches-action = Vedere le sue ricerche
mail-new-in-searches-stop = Per non ricevere più queste e-mail, apra questo indirizzo:

mail-sign-in-changed-subject = Il suo modo di accedere è cambiato
mail-sign-in-changed-text = La password o il secondo passaggio del suo account su Ponte sono stati cambiati. Se è stato lei, non deve fare nulla. Se non è stato lei, scelga subito una nuova password con “I have forgotten my password” e avvisi chi gestisce il sito.
mail-sign-in-changed-action = Vedere come si accede

mail-account-closed-subject = Il suo account è chiuso
mail-account-closed-text = Il suo account su Ponte è stato chiuso con la sua password. Il suo nome e il suo indirizzo sono stati rimossi e nessuno può più accedere con questo account. Se è stato lei, non deve fare nulla. Se non è stato lei, avvisi chi gestisce il sito.
mail-account-closed-action = Aprire Ponte
