revision-draft = Draft
revision-submitted = Submitted
revision-approved = Approved
revision-returned = Returned
material-do-submit = Submit for approval
material-open = Texts and approval
