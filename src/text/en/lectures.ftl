revision-draft = Draft
revision-submitted = Submitted
revision-approved = Approved
revision-returned = Returned
